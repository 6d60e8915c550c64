# multiport: a range needs an end in the list, above its beginning and no beginning itself.
iptables-legacy -A INPUT -p tcp -m multiport --dports 5:6 -j DROP
/usr/bin/python3 - >"$OUT/multiport" <<E
import ctypes, errno, os, socket, struct
libc = ctypes.CDLL(None, use_errno=True)
fd = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW).detach()
def get(opt, head, size):
    room, n = ctypes.create_string_buffer(head, size), ctypes.c_uint(size)
    assert libc.getsockopt(fd, 0, opt, room, ctypes.byref(n)) == 0, os.strerror(ctypes.get_errno())
    return room.raw
name = b"filter".ljust(32, b"\0")
info = get(64, name, 84)
number, size = struct.unpack("II", info[76:84])
blob = get(65, name + struct.pack("II", size, 0), 40 + size)[40:]
at = blob.index(b"multiport") + 30
for what, count, ports, flags in (("sound", 2, (5, 6), (1, 0)), ("one port", 2, (5, 5), (1, 0)), ("no end", 2, (5, 6), (0, 1)),
                                  ("no end of fifteen", 15, (5,) * 15, (0,) * 14 + (1,)), ("end below", 2, (6, 5), (1, 0)),
                                  ("end begins another", 3, (1, 2, 3), (1, 1, 0)), ("sixteen", 16, (1,), (0,))):
    match = struct.pack("BB15H15sB", 1, count, *(ports + (0,) * (15 - len(ports))), bytes(flags), 0)
    new = blob[:at] + match + blob[at + len(match):]
    old = ctypes.create_string_buffer(16 * number)
    head = name + info[32:36] + info[76:84] + info[36:76] + struct.pack("=IQ", number, ctypes.addressof(old))
    bad = libc.setsockopt(fd, 0, 64, head + new, len(head + new))
    print(what, errno.errorcode[ctypes.get_errno()] if bad else "ok")
E
