# Three questions a second apart; then every sender hears of it, in the order of coming; the next packet asks again.
