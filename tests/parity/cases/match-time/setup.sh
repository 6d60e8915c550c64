# time: of day, days of the week and month, dates, contiguous, in the namespace's clock (it begins at 2023-11-14 22:13:20 UTC, a Tuesday).
iptables-legacy-restore <<R
*filter
-A FORWARD -m time --timestart 22:00 --timestop 23:00
-A FORWARD -m time --timestart 22:13:25
-A FORWARD -m time --timestop 22:13:25
-A FORWARD -m time --timestart 23:00 --timestop 22:14
-A FORWARD -m time --weekdays Tue
-A FORWARD -m time ! --weekdays Tue
-A FORWARD -m time --weekdays Mon,Wed
-A FORWARD -m time --monthdays 14
-A FORWARD -m time ! --monthdays 14
-A FORWARD -m time --monthdays 15,16
-A FORWARD -m time --datestart 2023-11-14T22:13:30
-A FORWARD -m time --datestop 2023-11-14T22:13:30
-A FORWARD -m time --timestart 23:00 --timestop 01:00 --weekdays Tue
-A FORWARD -m time --timestart 23:00 --timestop 01:00 --weekdays Tue --contiguous
-A FORWARD -m time --kerneltz --timestart 22:00
COMMIT
R
