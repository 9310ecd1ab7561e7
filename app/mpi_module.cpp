// SPDX-License-Identifier: Apache-2.0
// MPI behind six functions in a module of its own, which `netsuden study --mpi` loads: the program itself starts without MPI and needs none.
#include "app/mpi_module.hpp"

#define OMPI_SKIP_MPICXX 1  // the C interface alone
#include <mpi.h>

extern "C" {

int netsuden_mpi_begin(int* rank, int* size) {
  int provided = 0;
  if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SINGLE, &provided) != MPI_SUCCESS) return 1;
  MPI_Comm_rank(MPI_COMM_WORLD, rank);
  MPI_Comm_size(MPI_COMM_WORLD, size);
  return 0;
}

int netsuden_mpi_send(int to, const char* text, int length) { return MPI_Send(text, length, MPI_CHAR, to, 0, MPI_COMM_WORLD) == MPI_SUCCESS ? 0 : 1; }

int netsuden_mpi_waiting(int* from) {
  int there = 0, length = 0;
  MPI_Status status;
  if (MPI_Iprobe(MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &there, &status) != MPI_SUCCESS || !there) return -1;
  MPI_Get_count(&status, MPI_CHAR, &length);
  *from = status.MPI_SOURCE;
  return length;
}

int netsuden_mpi_receive(int from, char* text, int length) { return MPI_Recv(text, length, MPI_CHAR, from, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE) == MPI_SUCCESS ? 0 : 1; }

void netsuden_mpi_end(void) { MPI_Finalize(); }

void netsuden_mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }
}
