# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables, chains, policies, counters, replacing."""
from pkt import ping, tcp, udp

from .table import A, B, US0, US1, case, e, i, local, raw, restore, t, u

case("tables-all-hooks", "raw, mangle, filter and security in every chain that they have, for packets through, to and from us.",
     restore("*raw\n-A PREROUTING\n-A OUTPUT\n*mangle\n-A PREROUTING\n-A INPUT\n-A FORWARD\n-A OUTPUT\n-A POSTROUTING\n*filter\n-A INPUT\n-A FORWARD\n-A OUTPUT\n*security\n-A INPUT\n-A FORWARD\n-A OUTPUT"),
     [u(), e(US0), local(udp(US0, B, 1, 2)), local(udp(US0, US1, 1, 2)), u(ttl=1), u(dst="172.16.0.1"), u(check=1)])
case("tables-order", "raw before mangle before filter before security: each is stopped by the one before.",
     restore("""
     *raw
     -A PREROUTING -p udp --dport 1 -j DROP
     *mangle
     -A PREROUTING -p udp --dport 2 -j DROP
     -A FORWARD -p udp --dport 3 -j DROP
     -A FORWARD -p udp
     *filter
     -A FORWARD -p udp --dport 4 -j DROP
     -A FORWARD -p udp
     *security
     -A FORWARD -p udp --dport 5 -j DROP
     -A FORWARD -p udp
     """), [u(n) for n in range(1, 7)])
case("chain-policy", "Policies ACCEPT and DROP of every chain of filter and mangle, with their counters.",
     restore("""
     *filter
     :INPUT DROP [0:0]
     :FORWARD DROP [5:500]
     :OUTPUT DROP [0:0]
     -A FORWARD -p udp --dport 53 -j ACCEPT
     -A OUTPUT -d 10.1.0.1 -j ACCEPT
     *mangle
     :POSTROUTING DROP [0:0]
     -A POSTROUTING -p udp --sport 1000 -j ACCEPT
     """), [u(53), u(53, 1001), u(54), e(US0), local(udp(US0, B, 1000, 2)), local(udp(US0, B, 1, 2)), local(udp(US0, A, 1, 2))])
case("chain-jump-return", "Jump into chains of chains, RETURN from each depth, falling off the end.",
     restore("""
     *filter
     :a - [0:0]
     :b - [0:0]
     :c - [0:0]
     :empty - [0:0]
     :FORWARD DROP [0:0]
     -A FORWARD -p udp -j a
     -A FORWARD -p udp --dport 1
     -A FORWARD -j empty
     -A FORWARD -p udp --dport 1:3 -j ACCEPT
     -A a -p udp --dport 1 -j RETURN
     -A a -p udp --dport 2:5 -j b
     -A a -p udp --dport 2
     -A b -p udp --dport 2 -j RETURN
     -A b -j c
     -A b -p udp --dport 4 -j ACCEPT
     -A c -p udp --dport 3 -j RETURN
     -A c -p udp --dport 5 -j DROP
     """), [u(n) for n in range(0, 7)] + [t()])
case("chain-goto", "goto: RETURN and the end of the chain go back behind the last jump, not behind the goto.",
     restore("""
     *filter
     :a - [0:0]
     :b - [0:0]
     :g - [0:0]
     -A FORWARD -p udp --dport 1 -g g
     -A FORWARD -p udp -j a
     -A FORWARD -p udp --dport 2:3
     -A FORWARD -p udp --dport 4:9 -j DROP
     -A a -p udp --dport 2 -g g
     -A a -p udp --dport 3 -j b
     -A a -p udp --dport 3 -j DROP
     -A a -p udp --dport 5 -j ACCEPT
     -A b -g g
     -A b -j DROP
     -A g -p udp --dport 1 -j RETURN
     -A g -p udp --dport 2 -j RETURN
     -A g
     """), [u(n) for n in range(0, 7)])
case("chain-return-builtin", "RETURN in a built-in chain is its policy, counted at both.",
     restore("""
     *filter
     :FORWARD DROP [0:0]
     :INPUT ACCEPT [0:0]
     :a - [0:0]
     -A FORWARD -p udp --dport 1 -j RETURN
     -A FORWARD -p udp --dport 2 -g a
     -A FORWARD -j ACCEPT
     -A INPUT -j RETURN
     -A INPUT -j DROP
     -A a -j RETURN
     """), [u(1), u(2), u(3), e(US0)])
case("chain-shared", "One chain used from several hooks and twice in a row.",
     restore("""
     *mangle
     :m - [0:0]
     -A PREROUTING -j m
     -A PREROUTING -j m
     -A INPUT -j m
     -A FORWARD -j m
     -A OUTPUT -g m
     -A POSTROUTING -j m
     -A m -j MARK --xor-mark 1
     -A m -m mark --mark 1 -p udp -j RETURN
     -A m
     """), [u(), e(US0), local(udp(US0, US1, 1, 2))])
case("chain-deep", "A chain of forty chains, in and out again.",
     restore("*filter\n" + "\n".join(":c%d - [0:0]" % n for n in range(40)) + "\n-A FORWARD -j c0\n-A FORWARD -p udp -j DROP\n"
             + "\n".join("-A c%d -j c%d\n-A c%d -p udp" % (n, n + 1, n) for n in range(39)) + "\n-A c39 -p tcp -j ACCEPT"), [u(), t(), i()])
case("chain-edit", "-N -A -I -R -D by number and by rule, -E -X -F -P, one tool call each; -S and -L show the result.",
     """
     try iptables -N new
     try iptables -A new -p udp -j ACCEPT
     try iptables -I new -p tcp -j ACCEPT
     try iptables -I new 2 -p icmp -j RETURN
     try iptables -A FORWARD -j new
     try iptables -E new renamed
     try iptables -R renamed 1 -p tcp --dport 80 -j DROP
     try iptables -D renamed 2
     try iptables -C renamed -p udp -j ACCEPT
     try iptables -C renamed -p tcp -j ACCEPT
     try iptables -A FORWARD -p 99 -j DROP
     try iptables -D FORWARD -p 99 -j DROP
     try iptables -N other
     try iptables -X other
     try iptables -P FORWARD DROP
     try iptables -S
     try iptables -L -nvx --line-numbers
     try iptables -L renamed -n
     try iptables -L nosuch
     try iptables -t raw -S
     try iptables -F INPUT
     """, [u(), t(80), t(81), i()])
case("chain-flush", "-F empties chains in use, -X without a name takes the unused away.",
     """
     iptables -N a
     iptables -N b
     iptables -A FORWARD -j a
     iptables -A a -j DROP
     iptables -F
     iptables -X
     try iptables -S
     """, [u(), t()])
case("counters-zero", "-Z of the table, of a chain, of a rule; -L -Z shows what was; limits and quotas go on.",
     restore("""
     *filter
     -A FORWARD -p udp
     -A FORWARD -p udp -m quota --quota 100
     -A FORWARD -p tcp
     -A INPUT -p icmp
     """), [u(), t(), e(US0), u(), t(), u(), t(), e(US0), u()],
     before={4: "iptables-legacy -Z FORWARD 1\n", 6: 'iptables-legacy -L FORWARD -nvx -Z >"$OUT/list"\n', 8: "iptables-legacy -Z INPUT\n", 9: 'iptables-legacy -Z; iptables-legacy -L -nvx >>"$OUT/list"\n'})
case("counters-set", "restore -c and --set-counters begin where they are told; counting goes on from there.",
     """
     iptables-legacy-restore -c <<R
     *filter
     :INPUT ACCEPT [1:2]
     :FORWARD DROP [18446744073709551615:3]
     :OUTPUT ACCEPT [0:0]
     :u - [0:0]
     [7:700] -A FORWARD -p udp -j u
     [4294967295:18446744073709551600] -A u -p udp
     -A u -p udp --dport 53 -j ACCEPT
     COMMIT
     R
     iptables -A FORWARD -p tcp -c 10 1000
     iptables -I FORWARD 1 --set-counters 3 4
     """, [u(53), u(54), t(), e(US0)])
case("counters-edit", "Adding and deleting rules under traffic keeps the counters of the others; -R begins anew.",
     restore("""
     *filter
     -A FORWARD -p udp
     -A FORWARD -p tcp
     -A FORWARD -p icmp
     """), [u(), t(), i(), u(), t(), u(), t(), i(), u()],
     before={4: "iptables-legacy -I FORWARD 2 -p udp --dport 53\n", 6: "iptables-legacy -D FORWARD -p tcp\n", 8: "iptables-legacy -R FORWARD 1 -p udp\n"})
case("restore-noflush", "restore -n adds to what is there; without it the table's content goes, other tables stay.",
     restore("""
     *filter
     :old - [0:0]
     -A FORWARD -p udp -j old
     -A old -p udp
     *mangle
     -A FORWARD
     """), [u(), u(), u()],
     before={2: "iptables-legacy-restore -n <<R\n*filter\n:new - [0:0]\n-A new\n-A FORWARD -j new\n-I old -p udp --dport 53\nCOMMIT\nR\n",
             3: "iptables-legacy-restore <<R\n*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p udp --dport 53\nCOMMIT\nR\n"})
case("restore-replace", "A table replaced between two packets: new rules from then on, counters given over by restore -c.",
     restore("*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -p udp -j ACCEPT\n-A FORWARD -p tcp -j DROP"),
     [u(), t(), u(), t()],
     before={3: 'iptables-legacy-save -c | sed "s/-p udp -j ACCEPT/-p udp -j DROP/" | iptables-legacy-restore -c\n'})
case("restore-test", "restore -t tries and commits nothing.",
     """
     try iptables-legacy-restore -t <<R
     *filter
     -A FORWARD -j DROP
     COMMIT
     R
     """, [u()])
case("rules-thousand", "A thousand rules, of which the last fits.",
     restore("*filter\n" + "\n".join("-A FORWARD -s 10.%d.%d.0/24 -p tcp --dport %d -j DROP" % (n % 7 + 3, n % 200, n + 1) for n in range(1000)) + "\n-A FORWARD -p tcp --dport 80 -j REJECT"),
     [t(), u(), t(81), t(5, src="10.7.4.9")])
case("rules-inverted", "Among many rules with ports those that exclude one: each packet meets all that fit it.",
     "iptables-legacy-restore <<R\n*filter\n" + "\n".join(
         "-A FORWARD -p udp %s--dport %d%s" % ("! " if n % 9 == 0 else "", 100 + n, " ! -s 10.0.0.9" if n % 5 == 0 else "") for n in range(60)) + "\nCOMMIT\nR",
     [u(n) for n in (53, 100, 105, 109, 130, 159, 160)] + [t(109)])
case("rules-names", "Chain names and comments with odd letters come back as they went in.",
     """
     try iptables -N "a-chain_with.odd:letters@1"
     try iptables -A FORWARD -j "a-chain_with.odd:letters@1"
     try iptables -N abcdefghijklmnopqrstuvwxyz12
     try iptables -S
     """, [u()])
case("vector-order", "Sixty-four packets at one moment: what each does to limits, quotas and nth shows to the next.",
     restore("""
     *filter
     -A FORWARD -m statistic --mode nth --every 5 --packet 0 -j DROP
     -A FORWARD -m quota --quota 1000
     -A FORWARD -m limit --limit 1/sec --limit-burst 10 -j ACCEPT
     -A FORWARD -p udp --dport 50:60 -j REJECT
     -A FORWARD -p icmp -j DROP
     """), [(u(40 + n % 30) if n % 4 else e()) for n in range(64)] + [u(n, dst=US0 if n % 2 else B) for n in range(40)] + [e(US0 if n % 3 else B, ttl=n % 4) for n in range(40)], ports=("eth0", "eth1"),
     more_net="echo 0 >/proc/sys/net/ipv4/icmp_ratemask    # the limit for all ICMP errors draws random numbers")
