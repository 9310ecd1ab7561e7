// SPDX-License-Identifier: Apache-2.0
// A trace whose parts are taken away, retyped, reshaped, renamed and filled with other values: what the viewer's data layer and a picture of
// a panel make of it. The input is a list of edits, one a line, so that what is fuzzed are our readers and not the bytes of HDF5's own:
//   delete|group|down A        rows A N           float A ROWS COLUMNS     int A N     text A N    scalar A VALUE
//   fill A VALUE               attr A NAME TEXT   num A NAME VALUE         noattr A NAME           move|link|soft A B
//   cut PER_MILLE              panel NAME
// A, B: an object of the file by its name, or the number of one. The trace is $NETSUDEN_FUZZ_TRACE, else the sample of the tests.
#include <hdf5.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "io/trace/writer.hpp"
#include "sim/base/errors.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/unit/trace/sample.hpp"
#include "viz/model/trace_source.hpp"
#include "viz/panels/picture.hpp"

namespace netsuden::fuzz {
namespace {

namespace fs = std::filesystem;

/// Of this process, in memory where there is such a place; gone with it.
const std::string& folder() {
  static const struct Folder {
    fs::path path = (fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) / ("netsuden-fuzz-" + std::to_string(getpid()));
    std::string name = path.string();
    Folder() { fs::create_directories(path); }
    ~Folder() {
      std::error_code ec;
      fs::remove_all(path, ec);
    }
  } f;
  return f.name;
}

std::string bytes_of(const std::string& path) {
  std::ostringstream s;
  s << std::ifstream(path, std::ios::binary).rdbuf();
  return s.str();
}

const std::string& whole_trace() {
  static const std::string bytes = [] {
    if (const char* given = std::getenv("NETSUDEN_FUZZ_TRACE")) return bytes_of(given);
    const std::string path = folder() + "/base.h5";
    TraceWriter w(path, sample::layout(), {.overwrite = true});
    for (std::size_t r = 0; r < 40; ++r) sample::append_row(w, r);
    TraceSummary s;
    s.json = "{\"name\": \"sample\"}\n";
    s.tables = {{"site", {"osaka", "東京"}, {{"it_energy", "J", "IT energy", {1.5e12, sample::no_value}, {}}, {"binding", "", "tightest limit", {}, {"ups", "なし"}}}, "By site."}};
    w.close("complete", s);
    return bytes_of(path);
  }();
  return bytes;
}

class Editor {
 public:
  explicit Editor(const std::string& path) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    file_ = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  }
  ~Editor() {
    if (file_ >= 0) H5Fclose(file_);
  }
  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;

  void edit(const std::string& line) {
    std::istringstream words(line);
    std::string op, a, b, c;
    words >> op >> a >> b;
    std::getline(words >> std::ws, c);
    const std::string at = object(a);
    if (at.empty() || file_ < 0) return;
    const auto count = [](const std::string& s, long most) { return static_cast<hsize_t>(std::clamp(std::strtol(s.c_str(), nullptr, 10), 0L, most)); };
    if (op == "delete") H5Ldelete(file_, at.c_str(), H5P_DEFAULT);
    else if (op == "group") replace(at, [&] { close(H5Gcreate2(file_, at.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose); });
    else if (op == "rows") extend(at, count(b, 5'000));
    else if (op == "float") dataset(at, H5T_IEEE_F32LE, {count(b, 2000), count(c, 200)});
    else if (op == "int") dataset(at, H5T_STD_I32LE, {count(b, 100'000)});
    else if (op == "text") dataset(at, H5T_C_S1, {count(b, 10'000)});
    else if (op == "scalar") dataset(at, H5T_IEEE_F64LE, {});
    else if (op == "fill") fill(at, std::strtod(b.c_str(), nullptr));
    else if (op == "attr" || op == "num" || op == "noattr") attribute(at, op, b, c);
    else if (op == "move") replace(object(b), [&] { H5Lmove(file_, at.c_str(), file_, object_name(b).c_str(), H5P_DEFAULT, H5P_DEFAULT); });
    else if (op == "link") replace(object(b), [&] { H5Lcreate_hard(file_, at.c_str(), file_, object_name(b).c_str(), H5P_DEFAULT, H5P_DEFAULT); });
    else if (op == "soft") replace(at, [&] { H5Lcreate_soft(b.c_str(), file_, at.c_str(), H5P_DEFAULT, H5P_DEFAULT); });
  }

 private:
  static void close(hid_t id, herr_t (*f)(hid_t)) {
    if (id >= 0) f(id);
  }

  std::string object(const std::string& name) {
    names_.clear();
    H5Ovisit(file_, H5_INDEX_NAME, H5_ITER_INC, [](hid_t, const char* n, const H5O_info_t*, void* to) -> herr_t {
      static_cast<std::vector<std::string>*>(to)->emplace_back(n);
      return 0;
    }, &names_);
    if (names_.empty() || name.empty()) return {};
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return name;
    return names_[static_cast<std::size_t>(std::strtoul(name.c_str(), nullptr, 10)) % names_.size()];
  }
  std::string object_name(const std::string& name) const { return named_.empty() ? name : named_; }

  /// The object that is there goes; `make` puts another in its place.
  template <class Make>
  void replace(const std::string& at, const Make& make) {
    if (at.empty() || at == ".") return;
    named_ = at;
    H5Ldelete(file_, at.c_str(), H5P_DEFAULT);
    make();
    named_.clear();
  }

  void dataset(const std::string& at, hid_t type, std::vector<hsize_t> size) {
    replace(at, [&] {
      const hid_t space = size.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr);
      close(H5Dcreate2(file_, at.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
      close(space, H5Sclose);
    });
  }

  void extend(const std::string& at, hsize_t rows) {
    const hid_t d = H5Dopen2(file_, at.c_str(), H5P_DEFAULT);
    if (d < 0) return;
    const hid_t space = H5Dget_space(d);
    hsize_t size[H5S_MAX_RANK] = {};
    if (H5Sget_simple_extent_ndims(space) > 0) {
      H5Sget_simple_extent_dims(space, size, nullptr);
      size[0] = rows;
      H5Dset_extent(d, size);
    }
    H5Sclose(space);
    H5Dclose(d);
  }

  void fill(const std::string& at, double value) {
    const hid_t d = H5Dopen2(file_, at.c_str(), H5P_DEFAULT);
    if (d < 0) return;
    const hid_t space = H5Dget_space(d), type = H5Dget_type(d);
    const hssize_t n = H5Sget_simple_extent_npoints(space);
    const H5T_class_t kind = H5Tget_class(type);
    if (n > 0 && n < 2'000'000 && (kind == H5T_FLOAT || kind == H5T_INTEGER)) {
      const std::vector<double> values(static_cast<std::size_t>(n), value);
      H5Dwrite(d, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    }
    H5Tclose(type);
    H5Sclose(space);
    H5Dclose(d);
  }

  void attribute(const std::string& at, const std::string& op, const std::string& name, const std::string& value) {
    const hid_t o = H5Oopen(file_, at.c_str(), H5P_DEFAULT);
    if (o < 0 || name.empty()) return close(o, H5Oclose);
    H5Adelete(o, name.c_str());
    if (op != "noattr") {
      const hid_t space = H5Screate(H5S_SCALAR), type = H5Tcopy(H5T_C_S1);
      H5Tset_size(type, std::max<std::size_t>(1, value.size()));
      const double number = std::strtod(value.c_str(), nullptr);
      const hid_t a = H5Acreate2(o, name.c_str(), op == "num" ? H5T_IEEE_F64LE : type, space, H5P_DEFAULT, H5P_DEFAULT);
      if (a >= 0) {
        if (op == "num") H5Awrite(a, H5T_NATIVE_DOUBLE, &number);
        else H5Awrite(a, type, value.c_str());
        H5Aclose(a);
      }
      H5Tclose(type);
      H5Sclose(space);
    }
    H5Oclose(o);
  }

  hid_t file_ = -1;
  std::vector<std::string> names_;
  std::string named_;
};

/// Answers, or words.
template <class F>
void ask(const F& f) {
  try {
    f();
  } catch (const IoError& e) {
    if (std::string(e.what()).size() < 10) throw Broken(std::string("too few words: ") + e.what());
  }
}

void look_at(const std::string& path) {
  ask([&] {
    viz::TraceSource source(path);
    const auto facts = source.facts();
    source.progress();
    for (std::size_t g = 0; g < facts->groups.size(); ++g) {
      const int group = static_cast<int>(g);
      for (std::size_t c = 0; c < facts->groups[g].channels.size(); ++c) {
        const int channel = static_cast<int>(c);
        ask([&] { source.series({group, channel, 0}); });
        ask([&] { source.row(group, channel, 0.5 * (facts->t0 + facts->t1)); });
      }
      ask([&] { source.heat(group, 0, 0, 50, facts->t0, facts->t1, 40, 50); });
      ask([&] { source.table(group); });
    }
    ask([&] { source.limits(facts->t0, facts->t1); });
    for (const auto& site : facts->sites()) ask([&] { source.binding(site); });
  });
}

}  // namespace

std::string words_of_edited_trace(const std::string& text) {
  const std::string path = folder() + "/t.h5", picture = folder() + "/t.svg";
  std::ofstream(path, std::ios::binary) << whole_trace();
  std::string panel = "answer";
  long keep = 1000;
  {
    Editor editor(path);
    std::istringstream lines(text);
    std::string line;
    for (int i = 0; i < 40 && std::getline(lines, line); ++i) {
      if (line.starts_with("panel ")) panel = line.substr(6);
      else if (line.starts_with("cut ")) keep = std::clamp(std::strtol(line.c_str() + 4, nullptr, 10), 0L, 1000L);
      else editor.edit(line);
    }
  }
  fs::resize_file(path, fs::file_size(path) * static_cast<std::uintmax_t>(keep) / 1000);
  look_at(path);
  viz::PictureRequest request;
  request.trace = path;
  request.file = picture;
  request.panel = panel;
  request.size = {900, 600};
  const std::string words = viz::write_picture(request);
  if (!words.empty() && words.size() < 10) throw Broken("too few words: " + words);
  if (words.empty() && !fs::exists(picture)) throw Broken("neither a picture nor words");
  std::error_code ec;
  fs::remove(picture, ec);
  return words;
}

void trace(const std::string& text) { words_of_edited_trace(text); }

}  // namespace netsuden::fuzz
