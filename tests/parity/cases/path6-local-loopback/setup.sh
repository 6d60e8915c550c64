# To ::1 and to the unspecified address.
