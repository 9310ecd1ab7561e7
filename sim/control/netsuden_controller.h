/* SPDX-License-Identifier: Apache-2.0
 * A controller of your own for a site of netsuden: C interface, version 1.
 *
 * Compile a shared library with the two functions at the end, and name it in the scenario:
 *
 *   sites: {koto: {controller: {library: ./reset.so, interval: 5 min, timeout: 1 s}}}
 *
 * Once an interval the library is given a view of the site and answers with a decision; the first time one interval after the start of
 * the run. What it does not decide stays with the built-in control. It runs in a process of its own: one that crashes, exits, hangs,
 * returns other than 0 or answers with what is no number is an event of the trace (`controller_failed`), and the run goes on with the
 * built-in control. A decision outside the ranges of the scenario's keys is brought to the nearest allowed value, with an event.
 * Static variables live as long as the run: one process a site. Standard output of the library goes to standard error.
 *
 * The same answers give the same trace: a controller that looks at clocks or draws random numbers gives up that property.
 * Names of fields end in their unit. What a site does not have is not a number (isnan). Verified by tests/cli/controller_test.py. */
#ifndef NETSUDEN_CONTROLLER_H
#define NETSUDEN_CONTROLLER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NETSUDEN_CONTROLLER_VERSION 1
#define NETSUDEN_EXPORT __attribute__((visibility("default")))

/* What a decision decides: bits of `decided`. */
#define NETSUDEN_SUPPLY_SET_POINT 1u    /* of a plant's water, or of a hall's air */
#define NETSUDEN_CONDENSER_SET_POINT 2u /* of a plant with chillers */
#define NETSUDEN_CHILLERS 4u            /* of a plant with chillers */
#define NETSUDEN_POWER_CAP 8u           /* of the site */

struct netsuden_hall {
  char name[64];
  double powered;               /* 1: the power nodes of its racks are live */
  double fans_powered;          /* 1: its CRAHs or CRACs have power */
  double it_power_W;
  double inlet_degC;            /* cold aisle */
  double hottest_inlet_degC;    /* of the hottest rack */
  double supply_set_point_degC; /* supply air, as it is held now */
  double supply_degC;           /* mean of the last step */
  double return_degC;           /* mean of the last step */
  double coil_heat_W;
  double coil_share;            /* of what its coils could take with this water: the position of their valves */
  double air_flow_kg_s;         /* of its CRAHs */
  double air_flow_most_kg_s;    /* of those in service, at full speed */
  double fan_power_W;
  double clock;                 /* relative clock of its racks */
  double dew_point_degC;        /* of its air, where its humidity is followed */
  double door_heat_W;           /* into rear doors */
  double liquid_heat_W;         /* of its racks, into liquid */
  double coolant_supply_degC;   /* of its technology loop */
  double coolant_flow_kg_s;     /* through cold plates */
  double hottest_case_degC;     /* of devices under cold plates */
};

struct netsuden_plant {
  char name[64];
  double powered;
  double heat_W;                /* out of the halls, with pump heat */
  double design_heat_W;
  double available_W;           /* that it can take at these temperatures */
  double supply_set_point_degC; /* as it is held now */
  double supply_degC;
  double return_degC;
  double condenser_set_point_degC;
  double condenser_degC;        /* water from towers or dry coolers */
  double chillers_running;      /* that are on */
  double chillers_in_service;
  double chiller_power_W, fan_power_W, pump_power_W;
  double economizer_heat_W;
  double store_charge;          /* cold share of its tank */
  double pumps_powered;         /* 1: the pumps of its loop have power */
  /* of a plant with hydraulics */
  double flow_kg_s, flow_wanted_kg_s; /* of all branches */
  double pump_head_Pa, differential_pressure_Pa; /* of the pumps; across the branches */
  double pump_speed;            /* of those that turn, of rated */
  double pumps_running, pumps_in_service;
};

struct netsuden_view {
  uint32_t version;             /* NETSUDEN_CONTROLLER_VERSION of the program */
  uint32_t halls, plants;       /* how many */
  uint32_t reserved;
  char site[64];
  const char *options;          /* `options` of the scenario; "" without */
  double time_s;                /* from the start of the run */
  double unix_time_s;
  double interval_s;            /* until it is asked again */
  double dry_bulb_degC, wet_bulb_degC, dew_point_degC;
  double import_W, it_power_W, cooling_power_W;
  double contract_W;            /* contract demand */
  double curtailment_W;         /* limit of a curtailment call that is on */
  double price_per_kWh, carbon_kg_per_kWh;
  const struct netsuden_hall *hall;
  const struct netsuden_plant *plant;
};

struct netsuden_hall_decision {
  uint32_t decided;
  uint32_t reserved;
  double supply_set_point_degC;
};

struct netsuden_plant_decision {
  uint32_t decided;
  int32_t chillers;             /* that are on; 0 to those in service */
  double supply_set_point_degC;
  double condenser_set_point_degC;
};

/* Zero at each call: nothing is decided. */
struct netsuden_decision {
  uint32_t decided;
  uint32_t reserved;
  double power_cap_W;           /* of the import: clocks fall until it is held */
  struct netsuden_hall_decision *hall;   /* one each of the view, in its order */
  struct netsuden_plant_decision *plant; /* one each of the view, in its order */
};

/* ---- to be defined by the library --------------------------------------------------------------------------------------- */

/* return NETSUDEN_CONTROLLER_VERSION; */
NETSUDEN_EXPORT uint32_t netsuden_controller_version(void);
/* 0 when the decision stands; another number gives up control for the rest of the run. */
NETSUDEN_EXPORT int32_t netsuden_control(const struct netsuden_view *view, struct netsuden_decision *decision);

#ifdef __cplusplus
}
#endif
#endif
