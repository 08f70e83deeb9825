"""Messages in protobuf's encoding without their classes: `from portability.protobuf import children`."""


def text(content, message, number):
    """The text in a field of a message; empty when the field is missing."""
    return next((content[slice(*place)].decode() for place in children(content, *message, number)), "")


def children(content, start, end, number):
    """(start, end) of every field with that number and a length, among the bytes of a message."""
    at = start
    while at < end:
        tag, at = varint(content, at)
        kind = tag & 7
        if kind == 2:
            length, at = varint(content, at)
            if tag >> 3 == number:
                yield at, at + length
            at += length
        elif kind == 0:
            _, at = varint(content, at)
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            raise ValueError(f"the file is damaged: there is no protobuf field at byte {at}")


def varint(content, at):
    """A number in protobuf's encoding at a byte, and the byte behind it."""
    value = shift = 0
    while True:
        byte = content[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7
