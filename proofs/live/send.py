"""Datagrams as if from any socket of this node: the kernel writes the IP header, another process has the port.

A line of stdin each, in the order of time: "at source port address port payload", `at` in unix seconds, the payload in hex.
"""
import socket
import struct
import sys
import time

out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
for line in sys.stdin.readlines():
    at, source, source_port, target, target_port, payload = line.split()
    time.sleep(max(0, float(at) - time.time()))
    data = bytes.fromhex(payload)
    out.bind((source, 0))
    out.sendto(struct.pack("!HHHH", int(source_port), int(target_port), 8 + len(data), 0) + data, (target, 0))
    time.sleep(0.0005)  # a burst would overrun the receiver's buffer
