/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What newer kernels' UAPI headers have and Debian 12's (6.1) lack.  Numbers, no code. */
#ifndef QUINTET_BASE_UAPI_COMPAT_H
#define QUINTET_BASE_UAPI_COMPAT_H

#include <linux/if_tun.h>
#include <linux/seccomp.h>
#include <linux/virtio_net.h>

#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS	   SECCOMP_IOW(4, __u64)
#endif

#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif
#ifndef TUN_F_USO4
#define TUN_F_USO4 0x20
#define TUN_F_USO6 0x40
#endif

#endif
