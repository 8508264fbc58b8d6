"""Decodes packets with PyPI's spacepackets, ccsdspy and space_packet_parser and holds them against the values that were sent.

python peers.py FOLDER: FOLDER has passes, dictionary.xml (XTCE of spacecraft 1) and expected.json, which names the pass, its
applications' layouts and, by application, the values of the first packets' samples by channel (null: no value).
"""

import json
import math
import sys
from pathlib import Path

import ccsdspy
import lxml.etree
import numpy
import space_packet_parser
from space_packet_parser import generators
from spacepackets.ccsds.spacepacket import CcsdsHeader, SpacePacketHeader, parse_space_packets  # noqa: F401
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
        assert report.service == 3 and report.subservice == 25
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
            for channel in application["channels"]:
                if channel["encoding"] == "spare":
                    continue
                for epoch in range(application["epochs"]):
                    name = channel["name"] if application["epochs"] == 1 else f"{channel['name']}_{epoch:02d}"
                    found = float(decoded[name])
                    same(found, expected[ident][index][channel["name"]][epoch], channel, (ident, name, index))
                    count += 1
    return count


def validate(dictionary):
    schema = Path(space_packet_parser.__file__).parent / "xtce" / "schemas" / "SpaceSystem.xsd"
    lxml.etree.XMLSchema(lxml.etree.parse(str(schema))).assertValid(lxml.etree.parse(str(dictionary)))


def main(folder):
    told = json.loads((folder / "expected.json").read_text())
    path, spacecraft, applications = folder / told["pass"], told["spacecraft"], told["applications"]
    dictionary = folder / "dictionary.xml"
    packets = list(split(path.read_bytes()))
    validate(dictionary)
    result = {
        "packets": len(packets),
        "spacepackets": with_spacepackets(packets, applications),
        "ccsdspy": with_ccsdspy(packets, spacecraft, applications, told["values"], folder / "scratch.bin"),
        "space_packet_parser": with_space_packet_parser(path, dictionary, spacecraft, applications, told["values"]),
        "numpy": numpy.__version__,
    }
    print(json.dumps(result))


main(Path(sys.argv[1]))
