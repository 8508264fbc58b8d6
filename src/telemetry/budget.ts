import { type Format, float64, int, numbered, spare, uint } from "./channel.js";

/** A row of the mission's telemetry budget: like channels, sent by one application on board. */
export interface BudgetRow extends Format {
  /** Its title in the budget. */
  readonly title: string;
  /** The application that sends it: the lower byte of its packets' APID. */
  readonly application: number;
  /** Sampling rate (Hz). */
  readonly rate: number;
  /** How many of its channels the budget counts: all of them, or none (then they are switched off). */
  readonly counted: boolean;
  readonly channels: readonly string[];
  readonly description: string;
}

/** The two MOSAs of a spacecraft. */
const SIDES = ["left", "right"] as const;
/** A beatnote's frequency: within ±25 MHz, float64. */
const FREQUENCY = float64("Hz", 2.5e7);
/** Angle rates, to 57 frad/s within ±122 µrad/s. */
const ANGLE_RATE = int(32, "rad/s", -44);
const PERCENT = int(32, "1", -30);

/** Of each name one for the left and one for the right MOSA: x_left, y_left, x_right, y_right. */
function sided(...names: readonly string[]): readonly string[] {
  return SIDES.flatMap((side) => names.map((name) => `${name}_${side}`));
}

function named(name: string, ...axes: readonly string[]): readonly string[] {
  return axes.map((axis) => `${name}_${axis}`);
}

function commandedAndApplied(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [name, `${name}_applied`]);
}

/** A row from its title, application, rate, format, channels and description. */
function row(
  title: string,
  application: number,
  rate: number,
  format: Format,
  channels: readonly string[],
  description: string,
): BudgetRow {
  return { title, application, rate, ...format, channels, description, counted: true };
}

/** A row that the budget counts 0 times. */
function off(...given: Parameters<typeof row>): BudgetRow {
  return { ...row(...given), counted: false };
}

const INTERFEROMETERS: readonly BudgetRow[] = [
  row("inter-S/C IFO", 0x10, 3, FREQUENCY, sided("sci_carriers"), "Inter-spacecraft beatnote, carrier"),
  row("test-mass IFO", 0x10, 3, FREQUENCY, sided("tmi_carriers"), "Test-mass beatnote, carrier"),
  row("reference IFO", 0x10, 3, FREQUENCY, sided("ref_carriers"), "Reference beatnote, carrier"),
  row("clock sidebands", 0x10, 3, FREQUENCY, sided("sci_usbs", "ref_usbs"), "Beatnote of the upper clock sidebands"),
  row(
    "frequency reference error point",
    0x13,
    3,
    int(32, "Hz", -12),
    ["frequency_reference_error"],
    "Laser frequency against the reference",
  ),
  row(
    "frequency reference feedback",
    0x13,
    3,
    int(32, "V", -28),
    named("frequency_reference_feedback", "fast", "slow"),
    "Voltage at the laser's fast (piezo) and slow (temperature) actuator",
  ),
  row("sideband monitoring", 0x13, 3, PERCENT, ["sideband_monitoring"], "Power of the clock sidebands per carrier"),
  row(
    "IFO angular: SC eta, phi",
    0x12,
    3,
    ANGLE_RATE,
    sided("sci_dws_etas", "sci_dws_phis"),
    "Rate of the angle between MOSA and incoming beam, by differential wavefront sensing",
  ),
  row(
    "IFO angular: TM eta, phi",
    0x12,
    3,
    int(32, "rad", -40),
    sided("tmi_dws_etas", "tmi_dws_phis"),
    "Angle of the test mass in its housing, by differential wavefront sensing",
  ),
  row(
    "ancillary: time semaphores",
    0x11,
    3,
    float64("s", 16),
    sided("mprs", "semaphore_offsets"),
    "Pseudo-range: own clock's reading minus the distant one's in the frame received; arrival of that frame after the sample",
  ),
  row(
    "ancillary: PRDS metrology",
    0x11,
    3,
    int(32, "1", -30),
    sided("prds_code_phases", "prds_correlations"),
    "Phase of the ranging code, in its lengths; correlation of the code received with the local one",
  ),
];

const TEST_MASS_AXES = ["x", "y", "z", "theta", "eta", "phi"] as const;

const GRAVITATIONAL_REFERENCE: readonly BudgetRow[] = [
  row(
    "GRS: TM x, y, z",
    0x20,
    1,
    int(32, "m", -40),
    sided(...named("tm", ...TEST_MASS_AXES.slice(0, 3))),
    "Position of the test mass in its housing, by capacitive sensing",
  ),
  row(
    "GRS: TM theta, eta, phi",
    0x20,
    1,
    int(32, "rad", -38),
    sided(...named("tm", ...TEST_MASS_AXES.slice(3))),
    "Attitude of the test mass in its housing, by capacitive sensing",
  ),
  row(
    "DFACS: breathing actuator",
    0x21,
    1,
    int(32, "rad", -38),
    sided("breathing_angle"),
    "Angle of the MOSA's actuator, from its nominal position",
  ),
  row(
    "DFACS: TM torques",
    0x21,
    1,
    int(24, "N m", -59),
    commandedAndApplied(sided(...named("tm_torque", ...TEST_MASS_AXES.slice(3)))),
    "Torque on the test mass: commanded, and as the electrodes' voltages applied it",
  ),
  row(
    "DFACS: TM forces",
    0x21,
    1,
    int(24, "N", -51),
    commandedAndApplied(sided(...named("tm_force", ...TEST_MASS_AXES.slice(0, 3)))),
    "Force on the test mass: commanded, and as the electrodes' voltages applied it",
  ),
  row(
    "DFACS: SC torques",
    0x21,
    1,
    int(24, "N m", -35),
    named("sc_torque", "x", "y", "z"),
    "Torque commanded of the thrusters",
  ),
  row(
    "DFACS: SC forces",
    0x21,
    1,
    int(24, "N", -35),
    named("sc_force", "x", "y", "z"),
    "Force commanded of the thrusters",
  ),
];

const KELVIN = int(32, "K", -22);

const ENVIRONMENT: readonly BudgetRow[] = [
  row(
    "thermometers: EH",
    0x30,
    0.1,
    KELVIN,
    numbered("eh_temperature", 16),
    "Temperature at an electrode housing; the first half are the left one's",
  ),
  row(
    "thermometers: OB",
    0x30,
    0.1,
    KELVIN,
    numbered("ob_temperature", 20),
    "Temperature at an optical bench; the first half are the left one's",
  ),
  row(
    "thermometers: telescope interface",
    0x30,
    0.1,
    KELVIN,
    numbered("telescope_temperature", 10),
    "Temperature at a telescope's interface; the first half are the left one's",
  ),
  row(
    "magnetometers",
    0x30,
    0.1,
    int(32, "T", -44),
    ["1", "2", "3", "4"].flatMap((unit) => named(`magnetic_field_${unit}`, "x", "y", "z")),
    "Magnetic flux density at a magnetometer of three axes; 1 and 2 are near the left test mass",
  ),
  row(
    "radiation monitor",
    0x30,
    0.1,
    uint(20),
    numbered("radiation_counts", 15),
    "Particles counted since the last sample, by energy deposited",
  ),
  row("reserve", 0x30, 0.1, spare(324), ["payload_reserve"], "What the stated payload total has above its rows"),
  row("FIOS powers", 0x14, 3, int(32, "W", -30), numbered("fios_power", 6), "Optical power behind the fibre injectors"),
  row(
    "RIN monitoring",
    0x14,
    3,
    int(32, "1", -34),
    numbered("relative_intensity", 8),
    "Deviation of the laser's power from its mean, per mean",
  ),
];

const VOLTAGE = int(16, "V", -9);
const CURRENT = int(16, "A", -12);
const TEMPERATURE = int(16, "K", -6);
const PAYLOAD_UNITS: readonly string[] =
  "laser_left laser_right phasemeter_left phasemeter_right grs_left grs_right discharge_left discharge_right diagnostics computer".split(
    " ",
  );
const PLATFORM_UNITS =
  "battery solar_array power_unit transponder_1 transponder_2 star_tracker_1 star_tracker_2 gyroscope_1 gyroscope_2 sun_sensor memory_1 memory_2 antenna_drive thruster_drive obc_1 obc_2".split(
    " ",
  );

const PAYLOAD = "payload housekeeping";
const PLATFORM = "platform housekeeping";

const HOUSEKEEPING: readonly BudgetRow[] = [
  row(PAYLOAD, 0x40, 1, uint(8), ["payload_mode"], "Mode of the payload: 0 off, 1 standby, 2 acquisition, 3 science"),
  row(PAYLOAD, 0x40, 1, VOLTAGE, ends(PAYLOAD_UNITS, "voltage"), "Supply voltage of a payload unit"),
  row(PAYLOAD, 0x40, 1, CURRENT, ends(PAYLOAD_UNITS, "current"), "Supply current of a payload unit"),
  row(PAYLOAD, 0x40, 1, TEMPERATURE, ends(PAYLOAD_UNITS, "temperature"), "Temperature of a payload unit"),
  row(PAYLOAD, 0x40, 1, int(16, "C", -50), sided("tm_charge"), "Estimated charge of the test mass"),
  row(PAYLOAD, 0x40, 1, int(16, "1", -15), numbered("payload_housekeeping", 30), "Payload units, per full scale"),
  row(PLATFORM, 0x41, 1, VOLTAGE, ends(PLATFORM_UNITS, "voltage"), "Supply voltage of a platform unit"),
  row(PLATFORM, 0x41, 1, CURRENT, ends(PLATFORM_UNITS, "current"), "Supply current of a platform unit"),
  row(PLATFORM, 0x41, 1, TEMPERATURE, ends(PLATFORM_UNITS, "temperature"), "Temperature of a platform unit"),
  row(PLATFORM, 0x41, 1, TEMPERATURE, numbered("thruster_temperature", 12), "Temperature of a thruster"),
  row(PLATFORM, 0x41, 1, int(16, "1", -15), ["memory_fill"], "Mass memory in use, per its size"),
  row(PLATFORM, 0x41, 1, int(16, "rad", -12), ["antenna_angle"], "Angle of the antenna's drive"),
  row(PLATFORM, 0x41, 1, int(16, "1", -15), numbered("platform_housekeeping", 188), "Platform units, per full scale"),
];

function ends(units: readonly string[], quantity: string): readonly string[] {
  return units.map((unit) => `${unit}_${quantity}`);
}

/** What the budget counts 0 times, and what lisainstrument has but the budget has not: they exist, switched off. */
const SWITCHED_OFF: readonly BudgetRow[] = [
  off("TM y IFO", 0x18, 3, FREQUENCY, sided("tm_y_ifo"), "Beatnote of the interferometer along y"),
  off("TM theta from the y IFO", 0x18, 3, int(32, "rad", -40), sided("tm_theta_ifo"), "Angle of the test mass about x"),
  off("optical monitoring and truss", 0x18, 3, int(32, "m", -44), sided("optical_truss"), "Length of an optical truss"),
  off("CGAS tanks", 0x18, 3, int(32, "Pa", -6), numbered("cgas_tank", 2), "Pressure in a cold-gas tank"),
  off("breathing mechanism", 0x18, 3, int(32, "rad", -38), sided("breathing_mechanism"), "Angle at the mechanism"),
  off("body microphones", 0x18, 3, int(32, "m/s^2", -34), numbered("body_microphone", 2), "Vibration of the structure"),
  off("breathing error point", 0x22, 1, int(32, "rad", -40), ["breathing_error"], "Error of the telescopes' angle"),
  off("pressure sensor", 0x31, 0.1, int(32, "Pa", -40), ["pressure"], "Residual pressure in the payload"),
  off("test-mass sidebands", 0x19, 3, FREQUENCY, sided("tmi_usbs"), "Test-mass beatnote of the upper clock sidebands"),
];

/** The budget of one spacecraft, row by row, and the rows that it does not count. */
export const BUDGET: readonly BudgetRow[] = [
  ...INTERFEROMETERS,
  ...GRAVITATIONAL_REFERENCE,
  ...ENVIRONMENT,
  ...HOUSEKEEPING,
  ...SWITCHED_OFF,
];
