# More options than max_hbh_number.
