// SPDX-License-Identifier: Apache-2.0
#include "app/study_mpi.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>
#include <vector>

#include "app/command.hpp"
#include "app/files.hpp"
#include "app/mpi_module.hpp"
#include "sim/base/errors.hpp"

namespace netsuden::app {
namespace {
constexpr double pause_s = 0.005;  // MPI would spin while it waits, and the runs want the core
const char* const stop_word = "stop";
const char* const kill_word = "kill";
}  // namespace

struct Mpi::Impl {
  void* library = nullptr;
  decltype(&netsuden_mpi_begin) begin = nullptr;
  decltype(&netsuden_mpi_send) send_text = nullptr;
  decltype(&netsuden_mpi_waiting) waiting = nullptr;
  decltype(&netsuden_mpi_receive) receive_text = nullptr;
  decltype(&netsuden_mpi_end) end = nullptr;
  decltype(&netsuden_mpi_abort) abort = nullptr;
  int rank = 0, size = 1;
  bool over = false;

  template <class F>
  void find(F& f, const char* name) {
    f = reinterpret_cast<F>(::dlsym(library, name));
    if (!f) throw UsageError(fmt::format("study: the module of MPI lacks {}", name));
  }
  void send(int to, const std::string& text) {
    if (send_text(to, text.data(), static_cast<int>(text.size())) != 0) throw IoError("MPI", fmt::format("rank {} cannot be reached", to));
  }
  bool receive(int& from, std::string& text) {
    const int length = waiting(&from);
    if (length < 0) return false;
    text.resize(static_cast<std::size_t>(length));
    if (receive_text(from, text.data(), length) != 0) throw IoError("MPI", fmt::format("a message of rank {} is lost", from));
    return true;
  }
  std::string wait_for(int& from) {
    std::string text;
    while (!receive(from, text)) ::usleep(static_cast<useconds_t>(pause_s * 1e6));
    return text;
  }
};

namespace {

/// Rank 0: a local place and one on each other rank.
class MpiRunners final : public Runners {
 public:
  MpiRunners(const StudyWork& work, std::function<void(int, const std::string&)> send, std::function<bool(int&, std::string&)> receive, int size)
      : local_(local_pool(work, 1, std::numeric_limits<double>::infinity())), send_(std::move(send)), receive_(std::move(receive)) {
    for (int r = size - 1; r > 0; --r) idle_.push_back(r);
    size_ = static_cast<std::size_t>(size);
  }
  std::size_t places() const override { return size_; }
  std::size_t running() const override { return local_->running() + on_.size(); }
  std::size_t free_places() override { return idle_.size() + local_->free_places(); }

  void start(std::size_t run) override {
    if (idle_.empty()) return local_->start(run);
    const int to = idle_.back();
    idle_.pop_back();
    on_.insert(to);
    send_(to, std::to_string(run));
  }

  std::vector<RunOutcome> wait(double seconds) override {
    std::vector<RunOutcome> ended;
    for (double waited = 0; ended.empty() && waited < seconds; waited += pause_s) {
      if (local_->running() > 0) ended = local_->wait(pause_s);
      else ::usleep(static_cast<useconds_t>(pause_s * 1e6));
      take(ended);
    }
    return ended;
  }

  void kill_all() noexcept override {
    local_->kill_all();
    try {
      for (const int r : on_) send_(r, kill_word);
      std::vector<RunOutcome> given_up;
      while (!on_.empty()) {
        take(given_up);
        ::usleep(static_cast<useconds_t>(pause_s * 1e6));
      }
    } catch (const std::exception&) {  // a rank that cannot be reached runs nothing more
      on_.clear();
    }
  }

 private:
  void take(std::vector<RunOutcome>& ended) {
    int from = 0;
    std::string text;
    while (receive_(from, text)) {
      on_.erase(from);
      idle_.push_back(from);
      RunOutcome o;
      if (read_outcome(text, o)) ended.push_back(std::move(o));
    }
  }

  std::unique_ptr<Runners> local_;
  std::function<void(int, const std::string&)> send_;
  std::function<bool(int&, std::string&)> receive_;
  std::vector<int> idle_;
  std::set<int> on_;
  std::size_t size_ = 1;
};

}  // namespace

Mpi::Mpi() : impl_(std::make_unique<Impl>()) {
  const std::string path = program_folder() + "netsuden-mpi.so";
  // SimGrid has functions of the names of MPI's (SMPI), and they come first: mpirun -x LD_PRELOAD=.../libmpi.so.40 until the ranks are a program of their own.
  impl_->library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);
  if (!impl_->library) throw UsageError(fmt::format("study: --mpi needs {}: build with OpenMPI, Debian's libopenmpi-dev ({})", path, ::dlerror()));
  impl_->find(impl_->begin, "netsuden_mpi_begin");
  impl_->find(impl_->send_text, "netsuden_mpi_send");
  impl_->find(impl_->waiting, "netsuden_mpi_waiting");
  impl_->find(impl_->receive_text, "netsuden_mpi_receive");
  impl_->find(impl_->end, "netsuden_mpi_end");
  impl_->find(impl_->abort, "netsuden_mpi_abort");
  if (impl_->begin(&impl_->rank, &impl_->size) != 0) throw UsageError("study: MPI does not start");
}

Mpi::~Mpi() {
  if (impl_->rank == 0 && !impl_->over) {
    try {
      for (int r = 1; r < impl_->size; ++r) impl_->send(r, stop_word);
    } catch (const std::exception&) {
      impl_->abort(io_failed);
    }
  }
  impl_->end();
}

int Mpi::rank() const { return impl_->rank; }
int Mpi::size() const { return impl_->size; }

bool Mpi::all_ready(bool mine) {
  int from = 0;
  if (impl_->rank > 0) {
    impl_->send(0, mine ? "ready" : "not ready");
    const bool go = impl_->wait_for(from) == "go";
    impl_->over = !go;
    return go;
  }
  bool all = mine;
  for (int r = 1; r < impl_->size; ++r) all = impl_->wait_for(from) == "ready" && all;
  for (int r = 1; r < impl_->size; ++r) impl_->send(r, all ? "go" : "no");
  impl_->over = !all;
  return all;
}

std::unique_ptr<Runners> Mpi::runners(const StudyWork& work) {
  Impl* i = impl_.get();
  return std::make_unique<MpiRunners>(work, [i](int to, const std::string& text) { i->send(to, text); }, [i](int& from, std::string& text) { return i->receive(from, text); }, i->size);
}

void Mpi::serve(const StudyWork& work) {
  const auto local = local_pool(work, 1, std::numeric_limits<double>::infinity());
  std::size_t run = 0;
  for (;;) {
    int from = 0;
    std::string text;
    if (impl_->receive(from, text)) {
      if (text == stop_word) return;
      if (text == kill_word) {
        if (local->running() > 0) {  // else its outcome is on its way already
          local->kill_all();
          impl_->send(0, "given up");
        }
      } else {
        std::from_chars(text.data(), text.data() + text.size(), run);
        local->start(run);
      }
    } else if (local->running() == 0) {
      ::usleep(static_cast<useconds_t>(pause_s * 1e6));
    }
    if (local->running() > 0)
      for (const RunOutcome& o : local->wait(pause_s)) impl_->send(0, outcome_line(o));
  }
}

}  // namespace netsuden::app
