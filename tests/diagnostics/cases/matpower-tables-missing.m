function mpc = broken
mpc.baseMVA = 100;
mpc.bus = [
	1	3	0	0	0	0	1	1	0	110	1	1.1	0.9;
	2	1	50	10	0	0	1	1	0	110	1	1.1	0.9;
];
mpc.line = [
	1	2	0.01	0.1	0	0	0	0	0	0	1	-360	360;
];
