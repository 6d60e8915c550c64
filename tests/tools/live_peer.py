# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs at both ends of a live test, run inside a kernel namespace.

    live_peer.py ping ADDRESS COUNT      prints how many echo replies came
    live_peer.py serve                   TCP 5001: takes bytes, answers with their number and digest;
                                         UDP 7: echoes.  Prints "ready"
    live_peer.py send ADDRESS MEGABYTES  prints "ok" when the digest is right
    live_peer.py probe ADDRESS           per line on stdin, one UDP probe; prints "yes" or "no"
"""

import hashlib
import os
import select
import socket
import struct
import sys
import threading


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def echo_request(seq):
    body = struct.pack("!HH", os.getpid() & 0xFFFF, seq) + bytes(56)
    return struct.pack("!BBH", 8, 0, checksum(b"\x08\0\0\0" + body)) + body


def ping(address, count):
    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    s.settimeout(3)
    good = 0
    for seq in range(int(count)):
        s.sendto(echo_request(seq), (address, 0))
        try:
            while True:
                answer = s.recv(2000)[20:]
                if answer[0] == 0 and answer[4:] == echo_request(seq)[4:]:
                    good += 1
                    break
        except TimeoutError:
            pass
    print(good)


def take(conn):
    digest, total = hashlib.sha1(), 0
    while data := conn.recv(1 << 20):
        digest.update(data)
        total += len(data)
    conn.sendall(f"{total} {digest.hexdigest()}\n".encode())
    conn.close()


def echo_udp(udp):
    while True:
        data, peer = udp.recvfrom(2000)
        udp.sendto(data, peer)


def serve():
    tcp = socket.create_server(("0.0.0.0", 5001))
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("0.0.0.0", 7))
    threading.Thread(target=echo_udp, args=(udp,), daemon=True).start()
    print("ready", flush=True)
    while True:
        threading.Thread(target=take, args=(tcp.accept()[0],), daemon=True).start()


def send(address, megabytes):
    block = os.urandom(1 << 20)
    digest = hashlib.sha1()
    s = socket.create_connection((address, 5001), timeout=60)
    for _ in range(int(megabytes)):
        s.sendall(block)
        digest.update(block)
    s.shutdown(socket.SHUT_WR)
    answer = s.makefile().readline().strip()
    want = f"{int(megabytes) << 20} {digest.hexdigest()}"
    print("ok" if answer == want else f"got {answer}, want {want}")


def probe(address):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.connect((address, 7))
    for n, line in enumerate(sys.stdin):
        s.send(b"%d" % n)
        waiting = float(line)
        answer = "no"
        while select.select([s], [], [], waiting)[0]:
            if s.recv(2000) == b"%d" % n:
                answer = "yes"
                break
        print(answer, flush=True)


if __name__ == "__main__":
    {"ping": ping, "serve": serve, "send": send, "probe": probe}[sys.argv[1]](*sys.argv[2:])
