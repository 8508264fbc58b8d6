"""Decodes packets with spacepackets, ccsdspy, space_packet_parser and Yamcs and holds them against the values that were sent.

python peers.py FOLDER: FOLDER has passes, dictionary.xml (XTCE of spacecraft 1) and expected.json, which names the pass, its
applications' layouts and, by application, the values of the first packets' samples by channel (null: no value).
"""

import json
import math
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import ccsdspy
import fprime_yamcs_bundle
import space_packet_parser
from space_packet_parser import generators
from space_packet_parser.xtce.validation import validate_xtce
from spacepackets.ecss.tm import PusTm

HEADER = 6
TIME = 8


def split(content):
    """Packets of a file, by their primary headers alone."""
    at = 0
    while at < len(content):
        length = int.from_bytes(content[at + 4 : at + 6], "big") + HEADER + 1
        yield content[at : at + length]
        at += length


def same(found, expected, channel, where):
    code = channel["encoding"]
    if code == "spare":
        return
    if expected is None:
        low, high = channel["range"]
        assert math.isnan(found) or not low <= found <= high, (where, found)
        return
    assert abs(found - expected) <= channel["resolution"] / 2, (where, found, expected)


def with_spacepackets(packets, applications):
    count = 0
    for packet in packets:
        report = PusTm.unpack(packet, TIME)
        assert report.service == 3 and report.message_subtype == 25
        assert len(report.timestamp) == TIME and report.timestamp[0] == 0x2F
        known = applications.get(str(report.apid & 0xFF))
        if known is not None:
            assert len(report.source_data) == known["dataBytes"]
        count += 1
    return count


TYPES = {"float64": "float", "int": "int", "uint": "uint", "spare": "fill"}


def ccsdspy_layout(application):
    field = ccsdspy.PacketField
    head = [("PUS", 8), ("SERVICE", 8), ("SUBTYPE", 8), ("COUNTER", 16), ("DEST", 16), ("P", 8), ("S", 32), ("F", 24)]
    fields = [field(name=name, data_type="uint", bit_length=bits) for name, bits in head]
    for epoch in range(application["epochs"]):
        for channel in application["channels"]:
            name = f"{channel['name']}.{epoch}"
            fields.append(field(name=name, data_type=TYPES[channel["encoding"]], bit_length=channel["bits"]))
    if application["filling"] > 0:
        fields.append(field(name="FILLING", data_type="uint", bit_length=application["filling"]))
    return ccsdspy.FixedLength([*fields, field(name="CRC", data_type="uint", bit_length=16)])


def with_ccsdspy(packets, spacecraft, applications, expected, scratch):
    count = 0
    for ident, application in applications.items():
        apid = spacecraft * 256 + int(ident)
        own = [packet for packet in packets if int.from_bytes(packet[:2], "big") & 0x7FF == apid]
        scratch.write_bytes(b"".join(own))
        table = ccsdspy_layout(application).load(str(scratch), include_primary_header=True)
        assert len(table["CCSDS_APID"]) == len(own)
        for channel in application["channels"]:
            if channel["encoding"] == "spare":
                continue
            scale = channel["resolution"] if channel["encoding"] == "int" else 1
            for packet, values in enumerate(expected[ident]):
                for epoch in range(application["epochs"]):
                    found = float(table[f"{channel['name']}.{epoch}"][packet]) * scale
                    same(found, values[channel["name"]][epoch], channel, (ident, channel["name"], packet, epoch))
                    count += 1
    return count


def with_space_packet_parser(path, dictionary, spacecraft, applications, expected):
    definition = space_packet_parser.load_xtce(dictionary)
    count = 0
    seen = {}
    with path.open("rb") as binary:
        for packet in generators.ccsds_generator(binary):
            decoded = definition.parse_bytes(packet)
            ident = str(int(decoded["PKT_APID"]) & 0xFF)
            if ident == "1":
                assert str(decoded["DICTIONARY"]).rstrip("\x00 ") != ""
                continue
            application = applications[ident]
            index = seen[ident] = seen.get(ident, -1) + 1
            if index >= len(expected[ident]):
                continue
            count += compare(decoded, application, expected[ident][index], (ident, index))
    return count


def with_yamcs(path, dictionary, applications, expected):
    """Yamcs itself, whose jars PyPI has; it needs a JDK."""
    if shutil.which("java") is None:
        return "not run: there is no java"
    program = Path(__file__).parent / "YamcsPeer.java"
    jars = Path(fprime_yamcs_bundle.__file__).parent / "lib" / "*"
    command = ["java", "-cp", str(jars), str(program), str(dictionary), str(path)]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    assert run.returncode == 0 and "Exception" not in run.stderr, run.stderr[-2000:]
    packets = defaultdict(dict)
    for line in run.stdout.splitlines():
        packet, name, value = line.split(",")
        packets[int(packet)][name] = float(value)
    count = 0
    seen = {}
    for _, decoded in sorted(packets.items()):
        ident = str(int(decoded["PKT_APID"]) & 0xFF)
        if ident == "1":
            continue
        index = seen[ident] = seen.get(ident, -1) + 1
        if index < len(expected[ident]):
            count += compare(decoded, applications[ident], expected[ident][index], (ident, index))
    return count


def compare(decoded, application, values, where):
    """What a reader found in a packet by the names of our XTCE."""
    count = 0
    for channel in application["channels"]:
        if channel["encoding"] == "spare":
            continue
        for epoch in range(application["epochs"]):
            name = channel["name"] if application["epochs"] == 1 else f"{channel['name']}_{epoch:02d}"
            same(float(decoded[name]), values[channel["name"]][epoch], channel, (where, name))
            count += 1
    return count


def validate(dictionary):
    """Against the schema of XTCE 1.2, which comes with space_packet_parser, and its own rules: references, names, containers."""
    schema = Path(space_packet_parser.__file__).parent / "xtce" / "schemas" / "SpaceSystem.xsd"
    return validate_xtce(dictionary, local_xsd=schema, print_results=False, allow_schema_download=False)


def main(folder):
    told = json.loads((folder / "expected.json").read_text())
    path, spacecraft, applications = folder / told["pass"], told["spacecraft"], told["applications"]
    dictionary = folder / "dictionary.xml"
    packets = list(split(path.read_bytes()))
    result = {
        "xtce": str(validate(dictionary)).strip(),
        "packets": len(packets),
        "spacepackets": with_spacepackets(packets, applications),
        "ccsdspy": with_ccsdspy(packets, spacecraft, applications, told["values"], folder / "scratch.bin"),
        "space_packet_parser": with_space_packet_parser(path, dictionary, spacecraft, applications, told["values"]),
        "yamcs": with_yamcs(path, dictionary, applications, told["values"]),
    }
    print(json.dumps(result))


main(Path(sys.argv[1]))
