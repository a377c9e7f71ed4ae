"""Links with delay, jitter and loss, for kernels without netem; and the place of someone on a link.

Every link is two devices of this namespace: what comes in by one goes out by the other, later, changed, or never. Only datagrams (IP) are
treated so: address resolution goes on at once, lest a link that loses packets loses its neighbour. Rates are the kernel's (htb).

Requests come as lines of JSON on stdin, {"id": 1, "do": "shape", ...}; answers {"id": 1, ...} and, from taps, {"tapped": ...} leave on stdout.
"""
import heapq
import json
import os
import random
import select
import socket
import struct
import sys
import time

SOL_PACKET, PACKET_VNET_HDR, ETH_P_ALL, PACKET_OUTGOING = 263, 15, 3, 4
VNET = 10  # bytes of struct virtio_net_hdr before a frame: checksums that are still to be made stay so
ETH = 14
BATCH = 64
MAX_HELD = 100_000  # frames under way
LONGEST = 65_600


def open_device(name):
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    s.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    s.bind((name, ETH_P_ALL))
    s.setblocking(False)
    return s


def udp_at(frame):
    """Where the UDP header of a frame begins; None where there is none."""
    kind = frame[12:14]
    if kind == b"\x08\x00" and len(frame) >= ETH + 28 and frame[ETH + 9] == 17:
        fragment = struct.unpack_from("!H", frame, ETH + 6)[0] & 0x3FFF
        return None if fragment else ETH + 4 * (frame[ETH] & 15)
    if kind == b"\x86\xdd" and len(frame) >= ETH + 48 and frame[ETH + 6] == 17:
        return ETH + 40
    return None


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def with_payload(frame, payload):
    """The same headers around other bytes, lengths and checksums made anew."""
    at = udp_at(frame)
    head = bytearray(frame[: at + 8])
    length = 8 + len(payload)
    struct.pack_into("!HH", head, at + 4, length, 0)
    if head[12:14] == b"\x08\x00":
        struct.pack_into("!H", head, ETH + 2, at - ETH + length)
        struct.pack_into("!H", head, ETH + 10, 0)
        struct.pack_into("!H", head, ETH + 10, checksum(bytes(head[ETH:at])))
        pseudo = head[ETH + 12 : ETH + 20] + struct.pack("!HH", 17, length)
    else:
        struct.pack_into("!H", head, ETH + 4, length)
        pseudo = head[ETH + 8 : ETH + 40] + struct.pack("!II", length, 17)
    struct.pack_into("!H", head, at + 6, checksum(bytes(pseudo + head[at:]) + payload) or 0xFFFF)
    return bytes(head) + payload


class Direction:
    """One way of a link."""

    def __init__(self, link, number, source, target, mtu, seed):
        self.link, self.number, self.source, self.target, self.mtu = link, number, source, target, mtu
        self.random = random.Random("%s %s %s" % (seed, link, number))
        self.delay = self.jitter = self.last = self.cuts = 0
        self.loss = 0.0
        self.up, self.tapped = True, False
        self.template = None
        self.counters = dict(packets=0, bytes=0, linkDown=0, linkLoss=0, tooBig=0, swallowed=0)

    def shape(self, delayNs, jitterNs, loss):
        self.delay, self.jitter, self.loss = delayNs, jitterNs, loss

    def set_up(self, up):
        if self.up and not up:
            self.cuts += 1
        self.up = up


class Wires:
    def __init__(self):
        self.links, self.by_socket, self.heap, self.held = {}, {}, [], {}
        self.order = 0

    # requests

    def add(self, link, a, b, mtu, seed, shape):
        ends = [open_device(a), open_device(b)]
        ways = [Direction(link, 0, ends[0], ends[1], mtu, seed), Direction(link, 1, ends[1], ends[0], mtu, seed)]
        for way in ways:
            way.shape(**shape)
            self.by_socket[way.source.fileno()] = way
        self.links[link] = ways

    def shape(self, link, shape):
        for way in self.links[link]:
            way.shape(**shape)

    def up(self, link, up):
        for way in self.links[link]:
            way.set_up(up)

    def counters(self):
        return {"counters": [dict(link=w.link, direction=w.number, **w.counters) for ways in self.links.values() for w in ways]}

    def tap(self, link, direction, on):
        self.links[link][direction].tapped = on

    def go(self, number, payload):
        """What became of a packet held for a tap: its bytes, or null where it was taken out."""
        way, frame = self.held.pop(number)
        if payload is None:
            way.counters["swallowed"] += 1
        else:
            self.transmit(way, bytes(VNET), with_payload(frame, bytes.fromhex(payload)))

    def send(self, link, direction, payload):
        """A packet as if the router at the end had sent it."""
        way = self.links[link][direction]
        if way.template is None:
            raise ValueError("nothing has passed there yet")
        self.transmit(way, bytes(VNET), with_payload(way.template, bytes.fromhex(payload)))

    # packets

    def arrived(self, way):
        for _ in range(BATCH):
            try:
                data, address = way.source.recvfrom(LONGEST)
            except BlockingIOError:
                return
            except OSError:
                continue  # the device was down for a moment
            if address[2] == PACKET_OUTGOING:
                continue
            head, frame = data[:VNET], data[VNET:]
            at = udp_at(frame)
            if at is None:
                if way.up:
                    forward(way, data)
                continue
            way.template = frame[: at + 8]
            if way.tapped and len(self.held) < MAX_HELD:
                self.order += 1
                self.held[self.order] = way, frame
                say(tapped=dict(link=way.link, direction=way.number, number=self.order, payload=frame[at + 8 :].hex()))
            else:
                self.transmit(way, head, frame)

    def transmit(self, way, head, frame):
        size = len(frame) - udp_at(frame) - 8
        counts = way.counters
        if not way.up:
            counts["linkDown"] += 1
        elif size > way.mtu:
            counts["tooBig"] += 1
        elif way.loss and way.random.random() < way.loss:
            counts["linkLoss"] += 1
        elif len(self.heap) >= MAX_HELD:
            counts["linkLoss"] += 1
        else:
            counts["packets"] += 1
            counts["bytes"] += size
            jitter = int(way.random.random() * way.jitter) if way.jitter else 0
            way.last = max(way.last, time.monotonic_ns() + way.delay + jitter)
            self.order += 1
            heapq.heappush(self.heap, (way.last, self.order, way.cuts, way, head + frame))

    def deliver(self, now):
        while self.heap and self.heap[0][0] <= now:
            _, _, cuts, way, data = heapq.heappop(self.heap)
            if cuts == way.cuts:
                forward(way, data)
            else:
                way.counters["linkDown"] += 1

    def serve(self):
        lines = Lines()
        while True:
            wait = max(0, self.heap[0][0] - time.monotonic_ns()) / 1e9 if self.heap else None
            readable, _, _ = select.select([0, *self.by_socket], [], [], wait)
            self.deliver(time.monotonic_ns())
            for fd in readable:
                if fd:
                    self.arrived(self.by_socket[fd])
                else:
                    for request in lines.read():
                        self.answer(json.loads(request))

    def answer(self, request):
        number = request.pop("id", None)
        try:
            found = getattr(self, request.pop("do"))(**request) or {}
        except (OSError, ValueError, KeyError) as error:
            found = {"error": str(error) or repr(error)}
        if number is not None:
            say(id=number, **found)


def forward(way, data):
    try:
        way.target.send(data)
    except OSError:
        pass  # the device is down, or its queue is full: as on any wire


class Lines:
    """Whole lines of stdin; the end of it ends us."""

    def __init__(self):
        self.rest = b""

    def read(self):
        piece = os.read(0, 1 << 20)
        if not piece:
            sys.exit(0)
        *lines, self.rest = (self.rest + piece).split(b"\n")
        return [line for line in lines if line]


def say(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    say(ready=True)
    Wires().serve()
