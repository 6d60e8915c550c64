ip rule del pref 150
