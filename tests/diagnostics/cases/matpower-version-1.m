function [baseMVA, bus, gen, branch] = case9
baseMVA = 100;
bus = [
	1	3	0	0	0	0	1	1	0	110	1	1.1	0.9;
];
