/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a packet ended.  Names are the kernel's SKB_DROP_REASON_* where one fits; the texts are what
 * a story says.  One table gives the enum, the names and the texts.
 */
#ifndef QUINTET_TRACE_DROP_REASON_H
#define QUINTET_TRACE_DROP_REASON_H

/* R(name, what a reader is told) */
#define SKB_DROP_REASONS(R)                                                                \
	R(NOT_SPECIFIED, "no reason was given")                                            \
	R(NO_SOCKET, "nobody listens on the port")                                         \
	R(PKT_TOO_SMALL, "the packet is shorter than its headers")                         \
	R(TCP_CSUM, "the TCP checksum is wrong")                                           \
	R(UDP_CSUM, "the UDP checksum is wrong")                                           \
	R(ICMP_CSUM, "the ICMP checksum is wrong")                                         \
	R(NETFILTER_DROP, "a rule or a hook dropped it")                                   \
	R(OTHERHOST, "its MAC address is another host's")                                  \
	R(IP_CSUM, "the IP header checksum is wrong")                                      \
	R(IP_INHDR, "the IP header is malformed")                                          \
	R(IP_RPFILTER, "the way back to its source leads elsewhere (rp_filter)")           \
	R(UNICAST_IN_L2_MULTICAST, "a unicast address in a link-layer broadcast")          \
	R(IP_NOPROTO, "no handler for the IP protocol")                                    \
	R(IP_INVALID_SOURCE, "the source address is not valid (martian source)")           \
	R(IP_LOCALNET, "a loopback address came from outside (martian)")                   \
	R(IP_INVALID_DEST, "the destination address is not valid (martian destination)")   \
	R(IP_INNOROUTES, "no route to the destination")                                    \
	R(IP_OUTNOROUTES, "no route to send it by")                                        \
	R(IP_BLACKHOLE, "a blackhole route")                                               \
	R(IP_UNREACHABLE, "an unreachable route")                                          \
	R(IP_PROHIBIT, "a prohibit route or rule")                                         \
	R(IP_NOT_FORWARDING, "forwarding is off on the device it came in by")              \
	R(IP_TTL_EXPIRED, "the time to live ran out")                                      \
	R(IP_OPTIONS, "an IP option is malformed or not allowed")                          \
	R(IP_STRICT_SOURCE_ROUTE, "a strict source route names a router that is not next") \
	R(IP_INADDRERRORS, "the destination or source address has no business here")       \
	R(IPV6DISABLED, "the device has no IPv6, or it is disabled")                       \
	R(IPV6_BAD_EXTHDR, "an extension header is malformed or not allowed")              \
	R(PKT_TOO_BIG, "larger than the MTU, and must not be fragmented")                  \
	R(FRAG_REASM_TIMEOUT, "its other fragments did not come in time")                  \
	R(FRAG_TOO_FAR, "its sender has sent too many others since its last fragment")     \
	R(DUP_FRAG, "a fragment that is there already")                                    \
	R(FRAG_OVERLAP, "fragments overlap: the whole datagram is dropped")                \
	R(FRAG_INVALID, "a fragment without bytes, or beyond the end of its datagram")     \
	R(FRAG_ECN, "the fragments' ECN fields do not go together")                        \
	R(FRAG_OVERSIZE, "the fragments make a datagram of more than 65535 bytes")         \
	R(FRAG_MEM, "too many fragments wait (high_thresh)")                               \
	R(NEIGH_FAILED, "the neighbour did not answer")                                    \
	R(NEIGH_QUEUEFULL, "too many packets wait for the neighbour")                      \
	R(NEIGH_CREATEFAIL, "no neighbour entry could be made")                            \
	R(DEV_READY, "the device is down")                                                 \
	R(DEV_HDR, "no link-layer header could be made")                                   \
	R(TX_DOWN, "the device it would leave by is down")                                 \
	R(FULL_RING, "the device's queue is full")                                         \
	R(MAC_INVALID_SOURCE, "its source MAC address cannot be a sender's")               \
	R(MAC_IEEE_MAC_CONTROL, "a pause frame, which no bridge passes on")                \
	R(BRIDGE_INGRESS_STP_STATE, "the bridge's port is not in use")                     \
	R(BRIDGE_NO_EGRESS_PORT, "no port of the bridge to leave by")                      \
	R(SKB_CSUM, "a checksum that was left open could not be filled in")                \
	R(SKB_GSO_SEG, "it stands for many packets and could not be cut into them")        \
	R(UNHANDLED_PROTO, "no handler for the link-layer protocol")                       \
	R(NOMEM, "out of memory")                                                          \
	R(HDR_TRUNC, "the packet is cut inside a header")                                  \
	R(PKT_TYPE_LOOP, "it came back to where it began")                                 \
	R(MULTICAST, "a multicast that nobody here has joined")                            \
	R(ARP_INVALID, "the ARP packet is malformed")                                      \
	R(ARP_IGNORED, "the ARP packet is not for us")                                     \
	R(ICMP_IGNORED, "an ICMP message that asks for nothing")                           \
	R(IPV6_NDISC_FRAG, "neighbour discovery in fragments")                             \
	R(IPV6_NDISC_HOP_LIMIT, "neighbour discovery from beyond the link")                \
	R(IPV6_NDISC_BAD_CODE, "neighbour discovery with a code other than 0")             \
	R(IPV6_NDISC_BAD_OPTIONS, "malformed options of neighbour discovery")              \
	R(IPV6_NDISC_NS_OTHERHOST, "a neighbour solicitation for another host")            \
	R(NOT_IPV4, "not IPv4")                                                            \
	R(QUEUE_FULL, "the queue to user space is full or nobody reads it")                \
	R(QUEUE_PURGED, "it waited in a queue whose hook went away")                       \
	R(LOCAL_SINK, "taken by the program behind the local port")                        \
	R(RECURSION_LIMIT, "too many packets made inside one another")

enum skb_drop_reason {
#define R(name, text) SKB_DROP_REASON_##name,
	/* A packet that reached its end in good order. */
	SKB_CONSUMED,
	SKB_DROP_REASONS(R) SKB_DROP_REASON_MAX
#undef R
};

/** drop_reason_name() - "IP_RPFILTER"; "CONSUMED" for SKB_CONSUMED, "?" out of range */
const char *drop_reason_name(unsigned int reason);
/** drop_reason_text() - a sentence without its full stop */
const char *drop_reason_text(unsigned int reason);

#endif
