import type { Spacecraft } from "../core/mosa.js";
import type { Channel } from "./channel.js";
import type { Dictionary } from "./dictionary.js";
import type { Field } from "./field.js";
import { apidOn, type Layout, layoutsOf } from "./layout.js";
import { IDENTIFICATION_LETTERS, REPORT_APPLICATION } from "./report.js";

const NAMESPACE = "http://www.omg.org/spec/XTCE/20180204";

/** The parameters of the headers: name, bits, meaning. */
const PRIMARY: readonly (readonly [string, number, string])[] = [
  ["VERSION", 3, "Packet version number"],
  ["TYPE", 1, "0 telemetry"],
  ["SEC_HDR_FLG", 1, "1 with a secondary header"],
  ["PKT_APID", 11, "Spacecraft and application"],
  ["SEQ_FLGS", 2, "3 unsegmented"],
  ["SRC_SEQ_CTR", 14, "Packets of this application, modulo 16384"],
  ["PKT_LEN", 16, "Bytes behind the primary header, less 1"],
];
const SECONDARY: readonly (readonly [string, number, string])[] = [
  ["PUS_VERSION", 4, "2: PUS-C"],
  ["PUS_TIME_STATUS", 4, "Time reference status"],
  ["SERVICE", 8, "3: housekeeping"],
  ["SUBTYPE", 8, "25: parameter report"],
  ["MSG_CNT", 16, "Packets of this application, modulo 65536"],
  ["DEST", 16, "Destination"],
  ["CUC_P", 8, "Time code: 0x2F, epoch of the spacecraft's own clock"],
  ["CUC_S", 32, "Time of the first sample on the spacecraft's clock, whole seconds"],
  ["CUC_F", 24, "Its fraction in 2^-24 s"],
];

/**
 * The packets of a spacecraft in XTCE 1.2 (OMG formal/18-10-04), with which other systems decode them. A packet holds several
 * samples of each channel: sci_carriers_left_00 is the first. Codes that say that there is no value are outside of the valid range.
 */
export function xtceOf(dictionary: Dictionary, spacecraft: Spacecraft): string {
  const layouts = [...layoutsOf(dictionary).values()];
  const types = new Map<string, string>();
  const parameters: string[] = [];
  for (const [name, bits, meaning] of [...PRIMARY, ...SECONDARY, ["CRC", 16, "Check sum"] as const]) {
    types.set(`U${bits}`, unsignedType(bits));
    parameters.push(parameter(name, `U${bits}`, meaning));
  }
  types.set("IDENTIFICATION", textType());
  parameters.push(parameter("DICTIONARY", "IDENTIFICATION", "The dictionary that the packets are made with"));
  for (const { fields } of layouts) {
    for (const { channel, count } of fields.filter(isMeasured)) {
      types.set(typeName(channel), typeOf(channel));
      for (const name of sampleNames(channel, count)) {
        parameters.push(parameter(name, typeName(channel), channel.description));
      }
    }
  }
  for (const bits of new Set(layouts.flatMap(fillings))) {
    types.set(`U${bits}`, unsignedType(bits));
    parameters.push(parameter(`FILLING_${bits}`, `U${bits}`, "Bits that say nothing"));
  }
  const containers = [
    ...headerContainers(),
    reportContainer(spacecraft),
    ...layouts.map((one) => container(spacecraft, one)),
  ];
  return document(dictionary, spacecraft, [...types.values()], parameters, containers);
}

function document(
  { identification }: Dictionary,
  spacecraft: Spacecraft,
  types: readonly string[],
  parameters: readonly string[],
  containers: readonly string[],
): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<xtce:SpaceSystem xmlns:xtce="${NAMESPACE}" name="LISA_SC${spacecraft}" shortDescription="Dictionary ${identification}">
 <xtce:TelemetryMetaData>
  <xtce:ParameterTypeSet>
${types.join("\n")}
  </xtce:ParameterTypeSet>
  <xtce:ParameterSet>
${parameters.join("\n")}
  </xtce:ParameterSet>
  <xtce:ContainerSet>
${containers.join("\n")}
  </xtce:ContainerSet>
 </xtce:TelemetryMetaData>
</xtce:SpaceSystem>
`;
}

/** The names of a channel's samples in a packet. */
function sampleNames({ name }: Channel, count: number): readonly string[] {
  if (count === 1) return [name];
  return Array.from({ length: count }, (_, n) => `${name}_${String(n).padStart(2, "0")}`);
}

function parameter(name: string, type: string, meaning: string): string {
  return `   <xtce:Parameter name="${name}" parameterTypeRef="${type}" shortDescription="${escaped(meaning)}"/>`;
}

function unsignedType(bits: number): string {
  return `   <xtce:IntegerParameterType name="U${bits}" signed="false"><xtce:UnitSet/>${integer(bits, "unsigned")}</xtce:IntegerParameterType>`;
}

function textType(): string {
  const size = `<xtce:SizeInBits><xtce:Fixed><xtce:FixedValue>${8 * IDENTIFICATION_LETTERS}</xtce:FixedValue></xtce:Fixed></xtce:SizeInBits>`;
  return `   <xtce:StringParameterType name="IDENTIFICATION"><xtce:UnitSet/><xtce:StringDataEncoding encoding="US-ASCII">${size}</xtce:StringDataEncoding></xtce:StringParameterType>`;
}

function typeName({ encoding, bits, unit, resolution }: Channel): string {
  const step = encoding === "int" ? `_${Math.log2(resolution)}` : "";
  const of = unit === "1" ? "" : `_${unit.replace(/[^A-Za-z0-9]+/g, "_")}`;
  return `${encoding}${bits}${of}${step}`.replace("-", "m");
}

function typeOf(channel: Channel): string {
  const { encoding, bits, unit, resolution, range } = channel;
  const name = typeName(channel);
  const units =
    unit === "1" ? "<xtce:UnitSet/>" : `<xtce:UnitSet><xtce:Unit>${escaped(unit)}</xtce:Unit></xtce:UnitSet>`;
  if (encoding === "uint") {
    const valid = `<xtce:ValidRange minInclusive="${range[0]}" maxInclusive="${range[1]}"/>`;
    return `   <xtce:IntegerParameterType name="${name}" signed="false">${units}${integer(bits, "unsigned")}${valid}</xtce:IntegerParameterType>`;
  }
  const valid = `<xtce:ValidRange minInclusive="${range[0]}" maxInclusive="${range[1]}"/>`;
  const coded =
    encoding === "float64"
      ? `<xtce:FloatDataEncoding sizeInBits="64" encoding="IEEE754_1985"/>`
      : integer(bits, "twosComplement", resolution);
  return `   <xtce:FloatParameterType name="${name}" sizeInBits="64">${units}${coded}${valid}</xtce:FloatParameterType>`;
}

function integer(bits: number, encoding: string, resolution?: number): string {
  const attributes = `sizeInBits="${bits}" encoding="${encoding}"`;
  if (resolution === undefined) return `<xtce:IntegerDataEncoding ${attributes}/>`;
  const term = `<xtce:Term coefficient="${resolution}" exponent="1"/>`;
  return `<xtce:IntegerDataEncoding ${attributes}><xtce:DefaultCalibrator><xtce:PolynomialCalibrator>${term}</xtce:PolynomialCalibrator></xtce:DefaultCalibrator></xtce:IntegerDataEncoding>`;
}

function headerContainers(): string[] {
  const isOurs = comparison("VERSION", 0) + comparison("TYPE", 0) + comparison("SEC_HDR_FLG", 1);
  return [
    sequence(
      "CCSDSPacket",
      PRIMARY.map(([name]) => name),
      "",
      true,
    ),
    sequence(
      "PusTm",
      SECONDARY.map(([name]) => name),
      basedOn("CCSDSPacket", `<xtce:ComparisonList>${isOurs}</xtce:ComparisonList>`),
      true,
    ),
  ];
}

function reportContainer(spacecraft: Spacecraft): string {
  const base = basedOn("PusTm", comparison("PKT_APID", apidOn(spacecraft, REPORT_APPLICATION)));
  return sequence("REPORT", ["DICTIONARY", "CRC"], base, false);
}

function container(spacecraft: Spacecraft, layout: Layout): string {
  const { application, fields } = layout;
  const names = Array.from({ length: application.epochs }, (_, n) =>
    fields.flatMap((field) =>
      isMeasured(field) ? [sampleNames(field.channel, field.count)[n]!] : partsOf(field.channel.bits).map(fillingName),
    ),
  );
  const base = basedOn("PusTm", comparison("PKT_APID", apidOn(spacecraft, application.id)));
  const end = partsOf(endOf(layout)).map(fillingName);
  return sequence(`APPLICATION_${application.id}`, [...names.flat(), ...end, "CRC"], base, false);
}

function isMeasured({ channel }: Field): boolean {
  return channel.encoding !== "spare";
}

/** Bits between the last sample and the next whole byte. */
function endOf({ application, dataBytes }: Layout): number {
  return dataBytes * 8 - application.epochs * application.epochBits;
}

/** The numbers of bits of all parameters that fill a packet. */
function fillings(layout: Layout): readonly number[] {
  const spare = layout.fields.filter((field) => !isMeasured(field));
  return [...spare.map(({ channel }) => channel.bits), endOf(layout)].flatMap(partsOf);
}

/** Bits that say nothing, as numbers of 32 bits at most: others read binary parameters at whole bytes alone. */
function partsOf(bits: number): readonly number[] {
  return Array.from({ length: Math.ceil(bits / 32) }, (_, n) => Math.min(32, bits - 32 * n));
}

function fillingName(bits: number): string {
  return `FILLING_${bits}`;
}

function sequence(name: string, entries: readonly string[], base: string, abstract: boolean): string {
  const list = entries.map((entry) => `     <xtce:ParameterRefEntry parameterRef="${entry}"/>`).join("\n");
  const attribute = abstract ? ' abstract="true"' : "";
  return `   <xtce:SequenceContainer name="${name}"${attribute}><xtce:EntryList>\n${list}\n   </xtce:EntryList>${base}</xtce:SequenceContainer>`;
}

function basedOn(name: string, criteria: string): string {
  return `<xtce:BaseContainer containerRef="${name}"><xtce:RestrictionCriteria>${criteria}</xtce:RestrictionCriteria></xtce:BaseContainer>`;
}

function comparison(parameter: string, value: number): string {
  return `<xtce:Comparison parameterRef="${parameter}" value="${value}" useCalibratedValue="false"/>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
