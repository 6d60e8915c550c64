# SPDX-License-Identifier: GPL-2.0-or-later
"""What is refused: exit codes and words of the unmodified tools, one case for each kind."""
from pkt import udp

from .table import case, u


def refuse(name, shows, *commands):
    case("refuse-" + name, shows, "\n".join("try " + c for c in commands), [u()])


def refuse_restore(name, shows, *rule_sets):
    text = "\n".join("try iptables-legacy-restore <<R\n%s\nR" % r for r in rule_sets)
    case("refuse-" + name, shows, text + "\ntry iptables -S\ntry iptables -t mangle -S", [u()])


refuse("chains", "Chains that are not there, are there, are in use, are not empty, are built in.",
       "iptables -A nosuch -j DROP", "iptables -N a", "iptables -N a", "iptables -A FORWARD -j a", "iptables -X a", "iptables -A a -j DROP",
       "iptables -D FORWARD -j a", "iptables -X a", "iptables -X FORWARD", "iptables -E a FORWARD", "iptables -E nosuch b", "iptables -N b", "iptables -E a b", "iptables -X nosuch",
       "iptables -P a DROP", "iptables -P nosuch DROP", "iptables -P FORWARD REJECT", "iptables -N abcdefghijklmnopqrstuvwxyz1234", "iptables -N ACCEPT", "iptables -N -x", "iptables -E FORWARD c", "iptables -F nosuch", "iptables -Z nosuch", "iptables -S")
refuse("rules", "Rules by a number or a form that is not there.",
       "iptables -A FORWARD -p udp -j DROP", "iptables -D FORWARD 2", "iptables -D FORWARD 0", "iptables -I FORWARD 3 -j DROP", "iptables -R FORWARD 2 -j DROP", "iptables -D FORWARD -p tcp -j DROP",
       "iptables -C FORWARD -p tcp -j DROP", "iptables -C FORWARD -p udp -j DROP", "iptables -Z FORWARD 9", "iptables -L FORWARD 9", "iptables -S FORWARD 9", "iptables -A FORWARD -j nosuch", "iptables -A FORWARD -g nosuch", "iptables -A FORWARD -g DROP", "iptables -A FORWARD -m nosuch", "iptables -S")
refuse("tables", "A table that no kernel has.", "iptables -t nosuch -L", "iptables -t nosuch -A FORWARD -j DROP", "iptables-legacy-save -t nosuch")
refuse("loop", "Chains that lead back to themselves, by jump and by goto, at once or by a detour.",
       "iptables -N a", "iptables -N b", "iptables -N c", "iptables -A a -j b", "iptables -A b -j c", "iptables -A c -j a", "iptables -A FORWARD -j a", "iptables -A c -j a", "iptables -A a -j a", "iptables -A c -g b", "iptables -A c -g a", "iptables -S")
refuse("reject", "REJECT where it cannot answer, and tcp-reset without tcp.",
       "iptables -t mangle -A FORWARD -j REJECT", "iptables -t raw -A PREROUTING -j REJECT", "iptables -t security -A FORWARD -j REJECT", "iptables -A FORWARD -j REJECT --reject-with tcp-reset", "iptables -A FORWARD -p udp -j REJECT --reject-with tcp-reset",
       "iptables -A FORWARD ! -p tcp -j REJECT --reject-with tcp-reset", "iptables -A FORWARD -j REJECT --reject-with nosuch", "iptables -A FORWARD -j REJECT --reject-with icmp-host-unreach", "iptables -S")
refuse("target-table", "Targets of mangle and raw outside their table.",
       "iptables -A FORWARD -j TOS --set-tos 1", "iptables -A FORWARD -j DSCP --set-dscp 1", "iptables -A FORWARD -j TTL --ttl-set 1", "iptables -t raw -A PREROUTING -j TTL --ttl-set 1", "iptables -A FORWARD -j TRACE", "iptables -t mangle -A PREROUTING -j TRACE",
       "iptables -t raw -A PREROUTING -j DSCP --set-dscp 1", "iptables -A FORWARD -j MARK --set-mark 1", "iptables -S", "iptables -t mangle -S", "iptables -t raw -S")
refuse("target-values", "Targets with values out of range or missing.",
       "iptables -t mangle -A FORWARD -j DSCP --set-dscp 64", "iptables -t mangle -A FORWARD -j TTL --ttl-inc 0", "iptables -t mangle -A FORWARD -j TTL --ttl-set 256", "iptables -t mangle -A FORWARD -j TTL", "iptables -t mangle -A FORWARD -j MARK", "iptables -t mangle -A FORWARD -j TOS",
       "iptables -t mangle -A FORWARD -j TOS --set-tos 256", "iptables -A FORWARD -j LOG --log-level 9", "iptables -A FORWARD -j LOG --log-prefix 0123456789012345678901234567890", "iptables -A FORWARD -j LOG --log-prefix 01234567890123456789012345678", "iptables -S", "iptables -t mangle -S")
refuse("tcpmss", "TCPMSS without --syn, without tcp, and clamping where no route is known.",
       "iptables -t mangle -A FORWARD -p tcp -j TCPMSS --set-mss 1000", "iptables -t mangle -A FORWARD -j TCPMSS --set-mss 1000", "iptables -t mangle -A PREROUTING -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu", "iptables -t mangle -A INPUT -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu",
       "iptables -t mangle -A PREROUTING -p tcp --syn -j TCPMSS --set-mss 1000", "iptables -t mangle -A FORWARD -p tcp --syn -j TCPMSS", "iptables -t mangle -A FORWARD -p tcp ! --syn -j TCPMSS --set-mss 1000", "iptables -t mangle -A OUTPUT -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu",
       "iptables -N u", "iptables -A u -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu", "iptables -A INPUT -j u", "iptables -A FORWARD -j u", "iptables -S", "iptables -t mangle -S")
refuse("match-hooks", "Matches in chains that cannot know the answer, directly and through a chain of the user's.",
       "iptables -A INPUT -m owner --uid-owner 0", "iptables -t mangle -A PREROUTING -m owner --uid-owner 0", "iptables -A FORWARD -m owner --socket-exists", "iptables -A OUTPUT -m mac --mac-source 02:00:00:00:00:01", "iptables -t mangle -A POSTROUTING -m mac --mac-source 02:00:00:00:00:01",
       "iptables -t mangle -A POSTROUTING -m addrtype --dst-type LOCAL --limit-iface-in", "iptables -A OUTPUT -m addrtype --dst-type LOCAL --limit-iface-in", "iptables -t mangle -A PREROUTING -m addrtype --dst-type LOCAL --limit-iface-out", "iptables -A INPUT -m addrtype --dst-type LOCAL --limit-iface-out",
       "iptables -A FORWARD -m addrtype --dst-type LOCAL --limit-iface-in --limit-iface-out", "iptables -N u", "iptables -A u -m owner --uid-owner 0", "iptables -A OUTPUT -j u", "iptables -A INPUT -j u", "iptables -N v", "iptables -A INPUT -j v", "iptables -A v -m owner --uid-owner 0", "iptables -A OUTPUT -i eth0", "iptables -A INPUT -o eth0", "iptables -S", "iptables -t mangle -S")
refuse("match-values", "Matches with values out of range, missing or without their protocol.",
       "iptables -A FORWARD -m multiport --dports 80", "iptables -A FORWARD -p icmp -m multiport --dports 80", "iptables -A FORWARD -p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", "iptables -A FORWARD -p tcp -m multiport --dports 1:2,3:4,5:6,7:8,9:10,11:12,13:14,15:16", "iptables -A FORWARD -p tcp -m multiport",
       "iptables -A FORWARD -p tcp --dport 65536", "iptables -A FORWARD -p tcp --dport 90:80", "iptables -A FORWARD --dport 80", "iptables -A FORWARD -m tcp --dport 80", "iptables -A FORWARD -p udp -m tcp --dport 80", "iptables -A FORWARD ! -p tcp -m tcp --dport 80", "iptables -A FORWARD -p tcp --tcp-flags SYN", "iptables -A FORWARD -p icmp --icmp-type nosuch",
       "iptables -A FORWARD -m limit --limit 20000/sec", "iptables -A FORWARD -m limit --limit 0/sec", "iptables -A FORWARD -m limit --limit 1/sec --limit-burst 10001", "iptables -A FORWARD -m limit --limit 1/day --limit-burst 10000", "iptables -A FORWARD -m length --length 5:1", "iptables -A FORWARD -m ttl --ttl-eq 256", "iptables -A FORWARD -m dscp --dscp 64",
       "iptables -A FORWARD -m tos --tos 256", "iptables -A FORWARD -m iprange --src-range 10.0.0.9-10.0.0.1", "iptables -A FORWARD -m iprange", "iptables -A FORWARD -m addrtype", "iptables -A FORWARD -m addrtype --dst-type NOSUCH", "iptables -A FORWARD -m pkttype --pkt-type nosuch",
       "iptables -A FORWARD -m statistic --mode nth --every 0", "iptables -A FORWARD -m statistic --mode nth --every 3 --packet 3", "iptables -A FORWARD -m statistic --mode random --probability 1.1", "iptables -A FORWARD -m statistic", "iptables -A FORWARD -m time --timestart 25:00", "iptables -A FORWARD -m time --weekdays Foo",
       "iptables -A FORWARD -m quota --quota x", "iptables -A OUTPUT -m owner --uid-owner nosuchuser", "iptables -A FORWARD -m mac --mac-source zz", "iptables -A FORWARD -m mark --mark x", "iptables -A FORWARD -m comment", "iptables -S")
refuse("ip-part", "The rule's own fields with values that cannot be.",
       "iptables -A FORWARD -s 10.0.0.256", "iptables -A FORWARD -s 10.0.0.0/33", "iptables -A FORWARD -i 0123456789abcdef", "iptables -A FORWARD -p nosuch", "iptables -A FORWARD -p 256", "iptables -A FORWARD ! -s 10.0.0.1,10.0.0.2", "iptables -A FORWARD -s 10.0.0.1,10.0.0.2 -d 10.1.0.1,10.1.0.2", "iptables -A FORWARD -j DROP -j ACCEPT", "iptables -A FORWARD -s ::1", "iptables -S")
refuse_restore("restore", "A rule set with a fault changes nothing in its table; tables committed before it stay.",
               "*mangle\n-A FORWARD -j MARK --set-mark 1\nCOMMIT\n*filter\n-A FORWARD -j nosuch\nCOMMIT",
               "*filter\n-A FORWARD -p udp -j DROP\n-A nosuch -j DROP\nCOMMIT",
               "*filter\n:a - [0:0]\n-A FORWARD -j a\n-A a -j a\nCOMMIT",
               "*filter\n-A FORWARD -p udp -j DROP",
               "*nosuch\n-A FORWARD -j DROP\nCOMMIT",
               "*filter\n:FORWARD NOSUCH [0:0]\nCOMMIT",
               "*filter\n:a DROP [0:0]\nCOMMIT",
               "-A FORWARD -j DROP\nCOMMIT",
               "*filter\n-A INPUT -m owner --uid-owner 0\nCOMMIT",
               "*filter\n-D FORWARD -p udp -j DROP\nCOMMIT",
               "*mangle\n-A FORWARD -j REJECT\nCOMMIT\n*filter\n-A FORWARD -p tcp -j DROP\nCOMMIT")

# What no tool writes: the table comes back from the kernel, is changed in multiport's bytes, and replaces itself.
case("refuse-multiport-bytes", "multiport: a range needs an end in the list, above its beginning and no beginning itself.", """
    iptables -A INPUT -p tcp -m multiport --dports 5:6 -j DROP
    /usr/bin/python3 - >"$OUT/multiport" <<E
    import ctypes, errno, os, socket, struct
    libc = ctypes.CDLL(None, use_errno=True)
    fd = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW).detach()
    def get(opt, head, size):
        room, n = ctypes.create_string_buffer(head, size), ctypes.c_uint(size)
        assert libc.getsockopt(fd, 0, opt, room, ctypes.byref(n)) == 0, os.strerror(ctypes.get_errno())
        return room.raw
    name = b"filter".ljust(32, b"\\0")
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
    """, [u()])
