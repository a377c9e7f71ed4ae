"""Nodes and cables by Mininet, for hopproof: its Node and Link, rates by its TCLink. Ends, with all of it, when stdin ends.

One request comes as a line of JSON, {"id": 1, "nodes": [...], "cables": [{"a": {...}, "b": {...}}]}; the answer tells each node's process,
in whose namespace the node is.
"""
import json
import os
import signal
import sys

try:
    from mininet.link import Intf, Link, TCIntf
    from mininet.log import setLogLevel
    from mininet.net import Mininet
    from mininet.node import Node
except ImportError as problem:
    sys.exit("Mininet is not here: apt-get install mininet (%s)" % problem)


def say(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def interface(shape):
    """Mininet's class for a device, and its parameters."""
    if shape is None:
        return Intf, {}
    words = {key: shape[key] for key in ("bw", "delay", "jitter", "loss") if key in shape}
    if "queue" in shape and len(words) > 1:
        words["max_queue_size"] = shape["queue"]  # of netem
    return TCIntf, words


def lay(net, nodes, cables):
    for name in nodes:
        net.addHost(name, cls=Node, ip=None)
    for cable in cables:
        a, b = cable["a"], cable["b"]
        (cls1, params1), (cls2, params2) = interface(a.get("shape")), interface(b.get("shape"))
        link = net.addLink(
            net[a["node"]], net[b["node"]], intfName1=a["name"], intfName2=b["name"],
            cls=Link, cls1=cls1, cls2=cls2, params1=params1, params2=params2,
        )
        for end, device in ((a, link.intf1), (b, link.intf2)):
            shape = end.get("shape") or {}
            if list(shape) == ["bw", "queue"]:
                device.tc("%%s qdisc add dev %%s parent 5:1 handle 10: pfifo limit %d" % shape["queue"])
    return {name: net[name].pid for name in nodes}


def end_processes(net):
    """What was started in the nodes and still runs; their shells are Mininet's to end."""
    shells = {node.pid for node in net.hosts}
    nodes = {os.stat("/proc/%d/ns/net" % pid).st_ino for pid in shells}
    for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):
        try:
            if pid not in shells and os.stat("/proc/%d/ns/net" % pid).st_ino in nodes:
                os.kill(pid, signal.SIGKILL)
        except OSError:
            pass  # it has ended by itself


def main():
    setLogLevel("error")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    net = Mininet(build=False, controller=None)
    say(ready=True)
    try:
        for line in sys.stdin:
            request = json.loads(line)
            try:
                say(id=request["id"], pids=lay(net, request["nodes"], request["cables"]))
            except Exception as problem:  # Mininet raises Exception itself
                say(id=request["id"], error=str(problem))
    finally:
        end_processes(net)
        net.stop()


main()
