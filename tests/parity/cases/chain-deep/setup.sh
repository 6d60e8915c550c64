# A chain of forty chains, in and out again.
iptables-legacy-restore <<R
*filter
:c0 - [0:0]
:c1 - [0:0]
:c2 - [0:0]
:c3 - [0:0]
:c4 - [0:0]
:c5 - [0:0]
:c6 - [0:0]
:c7 - [0:0]
:c8 - [0:0]
:c9 - [0:0]
:c10 - [0:0]
:c11 - [0:0]
:c12 - [0:0]
:c13 - [0:0]
:c14 - [0:0]
:c15 - [0:0]
:c16 - [0:0]
:c17 - [0:0]
:c18 - [0:0]
:c19 - [0:0]
:c20 - [0:0]
:c21 - [0:0]
:c22 - [0:0]
:c23 - [0:0]
:c24 - [0:0]
:c25 - [0:0]
:c26 - [0:0]
:c27 - [0:0]
:c28 - [0:0]
:c29 - [0:0]
:c30 - [0:0]
:c31 - [0:0]
:c32 - [0:0]
:c33 - [0:0]
:c34 - [0:0]
:c35 - [0:0]
:c36 - [0:0]
:c37 - [0:0]
:c38 - [0:0]
:c39 - [0:0]
-A FORWARD -j c0
-A FORWARD -p udp -j DROP
-A c0 -j c1
-A c0 -p udp
-A c1 -j c2
-A c1 -p udp
-A c2 -j c3
-A c2 -p udp
-A c3 -j c4
-A c3 -p udp
-A c4 -j c5
-A c4 -p udp
-A c5 -j c6
-A c5 -p udp
-A c6 -j c7
-A c6 -p udp
-A c7 -j c8
-A c7 -p udp
-A c8 -j c9
-A c8 -p udp
-A c9 -j c10
-A c9 -p udp
-A c10 -j c11
-A c10 -p udp
-A c11 -j c12
-A c11 -p udp
-A c12 -j c13
-A c12 -p udp
-A c13 -j c14
-A c13 -p udp
-A c14 -j c15
-A c14 -p udp
-A c15 -j c16
-A c15 -p udp
-A c16 -j c17
-A c16 -p udp
-A c17 -j c18
-A c17 -p udp
-A c18 -j c19
-A c18 -p udp
-A c19 -j c20
-A c19 -p udp
-A c20 -j c21
-A c20 -p udp
-A c21 -j c22
-A c21 -p udp
-A c22 -j c23
-A c22 -p udp
-A c23 -j c24
-A c23 -p udp
-A c24 -j c25
-A c24 -p udp
-A c25 -j c26
-A c25 -p udp
-A c26 -j c27
-A c26 -p udp
-A c27 -j c28
-A c27 -p udp
-A c28 -j c29
-A c28 -p udp
-A c29 -j c30
-A c29 -p udp
-A c30 -j c31
-A c30 -p udp
-A c31 -j c32
-A c31 -p udp
-A c32 -j c33
-A c32 -p udp
-A c33 -j c34
-A c33 -p udp
-A c34 -j c35
-A c34 -p udp
-A c35 -j c36
-A c35 -p udp
-A c36 -j c37
-A c36 -p udp
-A c37 -j c38
-A c37 -p udp
-A c38 -j c39
-A c38 -p udp
-A c39 -p tcp -j ACCEPT
COMMIT
R
