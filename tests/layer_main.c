/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program of one whole layer and of nothing but what that layer may use.  That it links is the
 * test: a layer that calls upwards has an undefined symbol here.
 */
int main(void)
{
	return 0;
}
