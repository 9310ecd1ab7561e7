function mpc = three_bus
%THREE_BUS  A triangle of 110 kV lines whose power flow can be checked by hand.
%   Voltages: bus 1 1 pu at 0 deg, bus 2 1 pu at -atan(7/24), bus 3 0.95 pu at the same angle: 1, 0.96 - 0.28j, 0.912 - 0.266j.
%   Currents: 1-2 2.8 - 0.4j, 1-3 2.656 + 0.892j, 2-3 0.352 - 0.936j pu. Losses 50.1 MW; bus 3 is below its limit, branch 1-3
%   above its rating, the generator at bus 2 above its reactive power: netsuden info says so.

%% MATPOWER Case Format : Version 2
mpc.version = '2';
mpc.baseMVA = 100;

%% bus data
%	bus_i	type	Pd	Qd	Gs	Bs	area	Vm	Va	baseKV	zone	Vmax	Vmin
mpc.bus = [
	1	3	0	0	0	0	1	1	0	110	1	1.05	0.96;
	2	2	250	50	0	0	1	1	0	110	1	1.05	0.96;
	3	1	275.5	32.3	0	120	1	1	0	110	1	1.05	0.96;
];

%% generator data
%	bus	Pg	Qg	Qmax	Qmin	Vg	mBase	status	Pmax	Pmin
mpc.gen = [
	1	0	0	300	-300	1	100	1	600	0;
	2	30	0	100	-100	1	100	1	100	0;
];

%% branch data
%	fbus	tbus	r	x	b	rateA	rateB	rateC	ratio	angle	status	angmin	angmax
mpc.branch = [
	1	2	0	0.1	0	300	0	0	0	0	1	-360	360;
	1	3	0.06	0.08	0	250	0	0	0	0	1	-360	360;
	2	3	0.03	0.04	0	0	0	0	0	0	1	-360	360;
];
