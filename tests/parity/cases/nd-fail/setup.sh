# Nobody answers: three questions, and every sender hears of it.
