# blackhole is silent, unreachable and prohibit say so, throw goes on to nothing, no route at all is net unreachable.
