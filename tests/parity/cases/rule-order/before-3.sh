ip rule del pref 200
ip rule del pref 300
