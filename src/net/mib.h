/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MIB counters that /proc/net/snmp, netstat and snmp6 show (RFC 1213, 4293), under the kernel's
 * names.
 *
 * Each shard has its own set and is their only writer; whoever shows them adds up the shards.  What
 * a forwarded packet counts stands in one cache line.
 *
 *	IP_INC_STATS(skb->shard, IPSTATS_MIB_INDELIVERS);
 */
#ifndef QUINTET_NET_MIB_H
#define QUINTET_NET_MIB_H

#include "base/types.h"

struct net_device;

/* Not linux/snmp.h: Debian 12's lacks what 6.12 counts, and nothing shows these numbers. */
#define IPSTATS_MIBS(X)                       \
	X(INPKTS, "InReceives")               \
	X(INOCTETS, "InOctets")               \
	X(NOECTPKTS, "InNoECTPkts")           \
	X(ECT1PKTS, "InECT1Pkts")             \
	X(ECT0PKTS, "InECT0Pkts")             \
	X(CEPKTS, "InCEPkts")                 \
	X(OUTFORWDATAGRAMS, "ForwDatagrams")  \
	X(OUTPKTS, "OutTransmits")            \
	X(OUTOCTETS, "OutOctets")             \
	X(INDELIVERS, "InDelivers")           \
	X(OUTREQUESTS, "OutRequests")         \
	X(INHDRERRORS, "InHdrErrors")         \
	X(INTOOBIGERRORS, "InTooBigErrors")   \
	X(INNOROUTES, "InNoRoutes")           \
	X(INADDRERRORS, "InAddrErrors")       \
	X(INUNKNOWNPROTOS, "InUnknownProtos") \
	X(INTRUNCATEDPKTS, "InTruncatedPkts") \
	X(INDISCARDS, "InDiscards")           \
	X(OUTDISCARDS, "OutDiscards")         \
	X(OUTNOROUTES, "OutNoRoutes")         \
	X(REASMTIMEOUT, "ReasmTimeout")       \
	X(REASMREQDS, "ReasmReqds")           \
	X(REASMOKS, "ReasmOKs")               \
	X(REASMFAILS, "ReasmFails")           \
	X(FRAGOKS, "FragOKs")                 \
	X(FRAGFAILS, "FragFails")             \
	X(FRAGCREATES, "FragCreates")         \
	X(INMCASTPKTS, "InMcastPkts")         \
	X(INMCASTOCTETS, "InMcastOctets")     \
	X(OUTMCASTPKTS, "OutMcastPkts")       \
	X(OUTMCASTOCTETS, "OutMcastOctets")   \
	X(INBCASTPKTS, "InBcastPkts")         \
	X(INBCASTOCTETS, "InBcastOctets")     \
	X(OUTBCASTPKTS, "OutBcastPkts")       \
	X(OUTBCASTOCTETS, "OutBcastOctets")   \
	X(CSUMERRORS, "InCsumErrors")         \
	X(REASM_OVERLAPS, "ReasmOverlaps")
#define ICMP_MIBS(X)       \
	X(INMSGS)          \
	X(INERRORS)        \
	X(CSUMERRORS)      \
	X(OUTMSGS)         \
	X(OUTERRORS)       \
	X(RATELIMITGLOBAL) \
	X(RATELIMITHOST)
#define TCP_MIBS(X)     \
	X(ACTIVEOPENS)  \
	X(PASSIVEOPENS) \
	X(ATTEMPTFAILS) \
	X(ESTABRESETS)  \
	X(CURRESTAB)    \
	X(INSEGS)       \
	X(OUTSEGS)      \
	X(RETRANSSEGS)  \
	X(INERRS)       \
	X(OUTRSTS)      \
	X(CSUMERRORS)
#define UDP_MIBS(X)     \
	X(INDATAGRAMS)  \
	X(NOPORTS)      \
	X(INERRORS)     \
	X(OUTDATAGRAMS) \
	X(RCVBUFERRORS) \
	X(SNDBUFERRORS) \
	X(CSUMERRORS)   \
	X(IGNOREDMULTI) \
	X(MEMERRORS)
/* netstat's TcpExt, in its order */
#define LINUX_MIBS(X)                                             \
	X(SYNCOOKIESSENT, "SyncookiesSent")                       \
	X(SYNCOOKIESRECV, "SyncookiesRecv")                       \
	X(SYNCOOKIESFAILED, "SyncookiesFailed")                   \
	X(EMBRYONICRSTS, "EmbryonicRsts")                         \
	X(PRUNECALLED, "PruneCalled")                             \
	X(RCVPRUNED, "RcvPruned")                                 \
	X(OFOPRUNED, "OfoPruned")                                 \
	X(OUTOFWINDOWICMPS, "OutOfWindowIcmps")                   \
	X(LOCKDROPPEDICMPS, "LockDroppedIcmps")                   \
	X(ARPFILTER, "ArpFilter")                                 \
	X(TIMEWAITED, "TW")                                       \
	X(TIMEWAITRECYCLED, "TWRecycled")                         \
	X(TIMEWAITKILLED, "TWKilled")                             \
	X(PAWSACTIVEREJECTED, "PAWSActive")                       \
	X(PAWSESTABREJECTED, "PAWSEstab")                         \
	X(DELAYEDACKS, "DelayedACKs")                             \
	X(DELAYEDACKLOCKED, "DelayedACKLocked")                   \
	X(DELAYEDACKLOST, "DelayedACKLost")                       \
	X(LISTENOVERFLOWS, "ListenOverflows")                     \
	X(LISTENDROPS, "ListenDrops")                             \
	X(TCPHPHITS, "TCPHPHits")                                 \
	X(TCPPUREACKS, "TCPPureAcks")                             \
	X(TCPHPACKS, "TCPHPAcks")                                 \
	X(TCPRENORECOVERY, "TCPRenoRecovery")                     \
	X(TCPSACKRECOVERY, "TCPSackRecovery")                     \
	X(TCPSACKRENEGING, "TCPSACKReneging")                     \
	X(TCPSACKREORDER, "TCPSACKReorder")                       \
	X(TCPRENOREORDER, "TCPRenoReorder")                       \
	X(TCPTSREORDER, "TCPTSReorder")                           \
	X(TCPFULLUNDO, "TCPFullUndo")                             \
	X(TCPPARTIALUNDO, "TCPPartialUndo")                       \
	X(TCPDSACKUNDO, "TCPDSACKUndo")                           \
	X(TCPLOSSUNDO, "TCPLossUndo")                             \
	X(TCPLOSTRETRANSMIT, "TCPLostRetransmit")                 \
	X(TCPRENOFAILURES, "TCPRenoFailures")                     \
	X(TCPSACKFAILURES, "TCPSackFailures")                     \
	X(TCPLOSSFAILURES, "TCPLossFailures")                     \
	X(TCPFASTRETRANS, "TCPFastRetrans")                       \
	X(TCPSLOWSTARTRETRANS, "TCPSlowStartRetrans")             \
	X(TCPTIMEOUTS, "TCPTimeouts")                             \
	X(TCPLOSSPROBES, "TCPLossProbes")                         \
	X(TCPLOSSPROBERECOVERY, "TCPLossProbeRecovery")           \
	X(TCPRENORECOVERYFAIL, "TCPRenoRecoveryFail")             \
	X(TCPSACKRECOVERYFAIL, "TCPSackRecoveryFail")             \
	X(TCPRCVCOLLAPSED, "TCPRcvCollapsed")                     \
	X(TCPBACKLOGCOALESCE, "TCPBacklogCoalesce")               \
	X(TCPDSACKOLDSENT, "TCPDSACKOldSent")                     \
	X(TCPDSACKOFOSENT, "TCPDSACKOfoSent")                     \
	X(TCPDSACKRECV, "TCPDSACKRecv")                           \
	X(TCPDSACKOFORECV, "TCPDSACKOfoRecv")                     \
	X(TCPABORTONDATA, "TCPAbortOnData")                       \
	X(TCPABORTONCLOSE, "TCPAbortOnClose")                     \
	X(TCPABORTONMEMORY, "TCPAbortOnMemory")                   \
	X(TCPABORTONTIMEOUT, "TCPAbortOnTimeout")                 \
	X(TCPABORTONLINGER, "TCPAbortOnLinger")                   \
	X(TCPABORTFAILED, "TCPAbortFailed")                       \
	X(TCPMEMORYPRESSURES, "TCPMemoryPressures")               \
	X(TCPMEMORYPRESSURESCHRONO, "TCPMemoryPressuresChrono")   \
	X(TCPSACKDISCARD, "TCPSACKDiscard")                       \
	X(TCPDSACKIGNOREDOLD, "TCPDSACKIgnoredOld")               \
	X(TCPDSACKIGNOREDNOUNDO, "TCPDSACKIgnoredNoUndo")         \
	X(TCPSPURIOUSRTOS, "TCPSpuriousRTOs")                     \
	X(TCPMD5NOTFOUND, "TCPMD5NotFound")                       \
	X(TCPMD5UNEXPECTED, "TCPMD5Unexpected")                   \
	X(TCPMD5FAILURE, "TCPMD5Failure")                         \
	X(SACKSHIFTED, "TCPSackShifted")                          \
	X(SACKMERGED, "TCPSackMerged")                            \
	X(SACKSHIFTFALLBACK, "TCPSackShiftFallback")              \
	X(TCPBACKLOGDROP, "TCPBacklogDrop")                       \
	X(PFMEMALLOCDROP, "PFMemallocDrop")                       \
	X(TCPMINTTLDROP, "TCPMinTTLDrop")                         \
	X(TCPDEFERACCEPTDROP, "TCPDeferAcceptDrop")               \
	X(IPRPFILTER, "IPReversePathFilter")                      \
	X(TCPTIMEWAITOVERFLOW, "TCPTimeWaitOverflow")             \
	X(TCPREQQFULLDOCOOKIES, "TCPReqQFullDoCookies")           \
	X(TCPREQQFULLDROP, "TCPReqQFullDrop")                     \
	X(TCPRETRANSFAIL, "TCPRetransFail")                       \
	X(TCPRCVCOALESCE, "TCPRcvCoalesce")                       \
	X(TCPOFOQUEUE, "TCPOFOQueue")                             \
	X(TCPOFODROP, "TCPOFODrop")                               \
	X(TCPOFOMERGE, "TCPOFOMerge")                             \
	X(TCPCHALLENGEACK, "TCPChallengeACK")                     \
	X(TCPSYNCHALLENGE, "TCPSYNChallenge")                     \
	X(TCPFASTOPENACTIVE, "TCPFastOpenActive")                 \
	X(TCPFASTOPENACTIVEFAIL, "TCPFastOpenActiveFail")         \
	X(TCPFASTOPENPASSIVE, "TCPFastOpenPassive")               \
	X(TCPFASTOPENPASSIVEFAIL, "TCPFastOpenPassiveFail")       \
	X(TCPFASTOPENLISTENOVERFLOW, "TCPFastOpenListenOverflow") \
	X(TCPFASTOPENCOOKIEREQD, "TCPFastOpenCookieReqd")         \
	X(TCPFASTOPENBLACKHOLE, "TCPFastOpenBlackhole")           \
	X(TCPSPURIOUS_RTX_HOSTQUEUES, "TCPSpuriousRtxHostQueues") \
	X(BUSYPOLLRXPACKETS, "BusyPollRxPackets")                 \
	X(TCPAUTOCORKING, "TCPAutoCorking")                       \
	X(TCPFROMZEROWINDOWADV, "TCPFromZeroWindowAdv")           \
	X(TCPTOZEROWINDOWADV, "TCPToZeroWindowAdv")               \
	X(TCPWANTZEROWINDOWADV, "TCPWantZeroWindowAdv")           \
	X(TCPSYNRETRANS, "TCPSynRetrans")                         \
	X(TCPORIGDATASENT, "TCPOrigDataSent")                     \
	X(TCPHYSTARTTRAINDETECT, "TCPHystartTrainDetect")         \
	X(TCPHYSTARTTRAINCWND, "TCPHystartTrainCwnd")             \
	X(TCPHYSTARTDELAYDETECT, "TCPHystartDelayDetect")         \
	X(TCPHYSTARTDELAYCWND, "TCPHystartDelayCwnd")             \
	X(TCPACKSKIPPEDSYNRECV, "TCPACKSkippedSynRecv")           \
	X(TCPACKSKIPPEDPAWS, "TCPACKSkippedPAWS")                 \
	X(TCPACKSKIPPEDSEQ, "TCPACKSkippedSeq")                   \
	X(TCPACKSKIPPEDFINWAIT2, "TCPACKSkippedFinWait2")         \
	X(TCPACKSKIPPEDTIMEWAIT, "TCPACKSkippedTimeWait")         \
	X(TCPACKSKIPPEDCHALLENGE, "TCPACKSkippedChallenge")       \
	X(TCPWINPROBE, "TCPWinProbe")                             \
	X(TCPKEEPALIVE, "TCPKeepAlive")                           \
	X(TCPMTUPFAIL, "TCPMTUPFail")                             \
	X(TCPMTUPSUCCESS, "TCPMTUPSuccess")                       \
	X(TCPDELIVERED, "TCPDelivered")                           \
	X(TCPDELIVEREDCE, "TCPDeliveredCE")                       \
	X(TCPACKCOMPRESSED, "TCPAckCompressed")                   \
	X(TCPZEROWINDOWDROP, "TCPZeroWindowDrop")                 \
	X(TCPRCVQDROP, "TCPRcvQDrop")                             \
	X(TCPWQUEUETOOBIG, "TCPWqueueTooBig")                     \
	X(TCPFASTOPENPASSIVEALTKEY, "TCPFastOpenPassiveAltKey")   \
	X(TCPTIMEOUTREHASH, "TcpTimeoutRehash")                   \
	X(TCPDUPLICATEDATAREHASH, "TcpDuplicateDataRehash")       \
	X(TCPDSACKRECVSEGS, "TCPDSACKRecvSegs")                   \
	X(TCPDSACKIGNOREDDUBIOUS, "TCPDSACKIgnoredDubious")       \
	X(TCPMIGRATEREQSUCCESS, "TCPMigrateReqSuccess")           \
	X(TCPMIGRATEREQFAILURE, "TCPMigrateReqFailure")           \
	X(TCPPLBREHASH, "TCPPLBRehash")                           \
	X(TCPAOREQUIRED, "TCPAORequired")                         \
	X(TCPAOBAD, "TCPAOBad")                                   \
	X(TCPAOKEYNOTFOUND, "TCPAOKeyNotFound")                   \
	X(TCPAOGOOD, "TCPAOGood")                                 \
	X(TCPAODROPPEDICMPS, "TCPAODroppedIcmps")

enum ipstats_mib {
#define X(id, name) IPSTATS_MIB_##id,
	IPSTATS_MIBS(X)
#undef X
		IPSTATS_MIB_MAX_
};
enum icmp_mib {
#define X(id) ICMP_MIB_##id,
	ICMP_MIBS(X)
#undef X
		ICMP_MIB_MAX_
};
enum tcp_mib {
#define X(id) TCP_MIB_##id,
	TCP_MIBS(X)
#undef X
		TCP_MIB_MAX_
};
enum udp_mib {
#define X(id) UDP_MIB_##id,
	UDP_MIBS(X)
#undef X
		UDP_MIB_MAX_
};
enum linux_mib {
#define X(id, name) LINUX_MIB_##id,
	LINUX_MIBS(X)
#undef X
		LINUX_MIB_MAX_
};

/** struct icmp_msg_mib - messages by type */
struct icmp_msg_mib {
	u64 in[256], out[256];
};

/** struct net_mib - a shard's counters; READ_ONCE by whoever shows them */
struct net_mib {
	u64 ip[IPSTATS_MIB_MAX_] __cacheline_aligned;
	u64 ip6[IPSTATS_MIB_MAX_] __cacheline_aligned;
	u64 icmp[ICMP_MIB_MAX_], icmp6[ICMP_MIB_MAX_];
	u64 tcp[TCP_MIB_MAX_];
	u64 udp[UDP_MIB_MAX_], udplite[UDP_MIB_MAX_], udp6[UDP_MIB_MAX_], udplite6[UDP_MIB_MAX_];
	u64 linux_[LINUX_MIB_MAX_];
	struct icmp_msg_mib icmpmsg, icmp6msg;
};

/** struct inet6_mib - a device's, for /proc/net/dev_snmp6/DEV; written by the shard */
struct inet6_mib {
	u64 ip6[IPSTATS_MIB_MAX_];
	u64 icmp6[ICMP_MIB_MAX_];
	struct icmp_msg_mib icmp6msg;
};

/* net/net.h defines struct net_shard, whose mib these count in. */
#define SNMP_ADD(shard, set, field, n)	  ((shard)->mib.set[field] += (n))

#define IP_INC_STATS(shard, field)	  SNMP_ADD(shard, ip, field, 1)
#define IP_ADD_STATS(shard, field, n)	  SNMP_ADD(shard, ip, field, n)
#define ICMP_INC_STATS(shard, field)	  SNMP_ADD(shard, icmp, field, 1)
#define ICMPMSGIN_INC_STATS(shard, type)  ((shard)->mib.icmpmsg.in[(u8)(type)]++)
#define ICMPMSGOUT_INC_STATS(shard, type) ((shard)->mib.icmpmsg.out[(u8)(type)]++)
#define TCP_INC_STATS(shard, field)	  SNMP_ADD(shard, tcp, field, 1)
#define UDP_INC_STATS(shard, field)	  SNMP_ADD(shard, udp, field, 1)
#define UDPLITE_INC_STATS(shard, field)	  SNMP_ADD(shard, udplite, field, 1)
#define UDP6_INC_STATS(shard, field)	  SNMP_ADD(shard, udp6, field, 1)
#define UDPLITE6_INC_STATS(shard, field)  SNMP_ADD(shard, udplite6, field, 1)
#define NET_INC_STATS(shard, field)	  SNMP_ADD(shard, linux_, field, 1)

/*
 * IPv6 counts in the namespace and on a device.  @idev: struct inet6_dev or NULL; callers include
 * net/if_inet6.h.
 */
#define IP6_ADD_STATS(shard, idev, field, n)           \
	do {                                           \
		(shard)->mib.ip6[field] += (n);        \
		if (likely(idev))                      \
			(idev)->mib.ip6[field] += (n); \
	} while (0)
#define IP6_INC_STATS(shard, idev, field) IP6_ADD_STATS(shard, idev, field, 1)
#define ICMP6_INC_STATS(shard, idev, field)         \
	do {                                        \
		(shard)->mib.icmp6[field]++;        \
		if (likely(idev))                   \
			(idev)->mib.icmp6[field]++; \
	} while (0)
#define ICMP6MSGIN_INC_STATS(shard, idev, type)                \
	do {                                                   \
		(shard)->mib.icmp6msg.in[(u8)(type)]++;        \
		if (likely(idev))                              \
			(idev)->mib.icmp6msg.in[(u8)(type)]++; \
	} while (0)
#define ICMP6MSGOUT_INC_STATS(shard, idev, type)                \
	do {                                                    \
		(shard)->mib.icmp6msg.out[(u8)(type)]++;        \
		if (likely(idev))                               \
			(idev)->mib.icmp6msg.out[(u8)(type)]++; \
	} while (0)

#endif
