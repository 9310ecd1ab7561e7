// SPDX-License-Identifier: Apache-2.0
// What the module of MPI offers.
#pragma once

extern "C" {
int netsuden_mpi_begin(int* rank, int* size);
int netsuden_mpi_send(int to, const char* text, int length);
int netsuden_mpi_waiting(int* from);  ///< length of a message that is there, -1: none
int netsuden_mpi_receive(int from, char* text, int length);
void netsuden_mpi_end(void);
void netsuden_mpi_abort(int code);
}
