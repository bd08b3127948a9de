#include "report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "machine.hpp"

namespace bench {
namespace {

// One group of cases as a table: rows are cases, columns are subjects.
class table {
 public:
  table(const std::string& suite, const std::vector<work>& cases, const results& times,
        const std::map<int, double>& peaks)
      : suite_(suite), times_(times), peaks_(peaks) {
    for (const work& w : cases) {
      rows_.push_back(&w);
      case_width_ = std::max(case_width_, static_cast<int>(w.name.size()));
    }
    for (const work& w : cases) {
      for (const subject& s : w.subjects) add_column(s);
    }
  }

  void print() const {
    if (rows_.empty() || columns_.empty()) return;
    const bool rate = rows_[0]->flops > 0;
    const auto peak = peaks_.find(rows_[0]->float_bits);
    std::printf("\n%s, %s: median %s", suite_.c_str(), rows_[0]->group.c_str(),
                rate ? "GFLOP/s" : "milliseconds");
    if (rate && peak != peaks_.end()) {
      std::printf(" (in brackets %% of the measured FMA peak, %.1f)", peak->second);
    }
    std::printf("\n");
    print_figures(rate);
    print_peer_ratios();
    print_baseline_ratios();
  }

 private:
  struct column {
    std::string name;
    role who;
    std::string baseline_of;
  };

  void add_column(const subject& s) {
    for (const column& c : columns_) {
      if (c.name == s.name) return;
    }
    const bool timed = std::any_of(rows_.begin(), rows_.end(),
                                   [&](const work* w) { return time(*w, s.name) > 0; });
    if (timed) columns_.push_back({s.name, s.who, s.baseline_of});
  }

  // Seconds; 0 when the subject doesn't do this case.
  double time(const work& w, const std::string& name) const {
    const auto found = times_.find(suite_ + "/" + w.name + "/" + name);
    return found == times_.end() ? 0 : median(found->second);
  }

  double best_peer(const work& w, std::string& name) const {
    double best = 0;
    for (const column& c : columns_) {
      const double t = c.who == role::peer ? time(w, c.name) : 0;
      if (t > 0 && (best == 0 || t < best)) {
        best = t;
        name = c.name;
      }
    }
    return best;
  }

  int width(const column& c) const { return std::max(11, static_cast<int>(c.name.size())); }

  void print_head() const {
    std::printf("%-*s", case_width_, "case");
    for (const column& c : columns_) std::printf("  %*s", width(c), c.name.c_str());
  }

  void print_figures(bool rate) const {
    print_head();
    std::printf("\n");
    for (const work* w : rows_) {
      const auto peak = peaks_.find(w->float_bits);
      std::printf("%-*s", case_width_, w->name.c_str());
      for (const column& c : columns_) {
        const double t = time(*w, c.name);
        char text[32] = "-";
        if (t > 0 && rate) {
          const double g = w->flops / t * 1e-9;
          const double share = peak == peaks_.end() ? 0 : 100 * g / peak->second;
          std::snprintf(text, sizeof text, "%.1f (%2.0f)", g, share);
        } else if (t > 0) {
          std::snprintf(text, sizeof text, "%.3f", t * 1e3);
        }
        std::printf("  %*s", width(c), text);
      }
      std::printf("\n");
    }
  }

  void print_peer_ratios() const {
    std::printf("speed ÷ speed of the case's best peer\n");
    print_ratios([this](const work& w, const column& c, std::string& peer) {
      const double t = time(w, c.name);
      return t == 0 ? 0 : best_peer(w, peer) / t;
    });
  }

  void print_baseline_ratios() const {
    const bool any = std::any_of(columns_.begin(), columns_.end(),
                                 [](const column& c) { return !c.baseline_of.empty(); });
    if (!any) return;
    std::printf("of a baseline: speed of its subject ÷ speed of the baseline\n");
    print_ratios([this](const work& w, const column& c, std::string&) {
      const double t = time(w, c.baseline_of);
      return t == 0 ? 0 : time(w, c.name) / t;
    });
  }

  // A line for each case that has a ratio: of each column, 0 where there is none, and a remark.
  template <class Ratio>
  void print_ratios(const Ratio& ratio) const {
    std::vector<double> logs(columns_.size(), 0), lowest(columns_.size(), INFINITY);
    std::vector<int> counts(columns_.size(), 0);
    for (const work* w : rows_) {
      std::string remark;
      std::vector<double> line;
      for (const column& c : columns_) line.push_back(ratio(*w, c, remark));
      if (*std::max_element(line.begin(), line.end()) == 0) continue;
      std::printf("%-*s", case_width_, w->name.c_str());
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        print_ratio(columns_[i], line[i]);
        if (line[i] == 0) continue;
        logs[i] += std::log(line[i]);
        lowest[i] = std::min(lowest[i], line[i]);
        ++counts[i];
      }
      std::printf("%s\n", remark.empty() ? "" : ("  (" + remark + ")").c_str());
    }
    print_summary("geo. mean", [&](std::size_t i) {
      return counts[i] == 0 ? 0 : std::exp(logs[i] / counts[i]);
    });
    print_summary("lowest", [&](std::size_t i) { return counts[i] == 0 ? 0 : lowest[i]; });
  }

  void print_ratio(const column& c, double ratio) const {
    if (ratio == 0) {
      std::printf("  %*s", width(c), "-");
    } else {
      std::printf("  %*.3f", width(c), ratio);
    }
  }

  template <class Value>
  void print_summary(const char* label, const Value& value) const {
    std::printf("%-*s", case_width_, label);
    for (std::size_t i = 0; i < columns_.size(); ++i) print_ratio(columns_[i], value(i));
    std::printf("\n");
  }

  const std::string& suite_;
  const results& times_;
  const std::map<int, double>& peaks_;
  std::vector<const work*> rows_;
  std::vector<column> columns_;
  int case_width_ = 9;
};

// Prints each limit and returns the highest FMA rate by number of bits.
std::map<int, double> print_limits(const std::string& suite, const results& times) {
  std::map<int, double> peaks;
  std::printf("\n%s: limits of the machine, measured in the same run\n", suite.c_str());
  for (const limit& l : machine_limits()) {
    const auto found = times.find(suite + "/machine/" + l.name);
    if (found == times.end()) continue;
    const double t = median(found->second);
    if (l.flops > 0) {
      const double rate = l.flops / t * 1e-9;
      std::printf("  %-18s %8.1f GFLOP/s\n", l.name, rate);
      peaks[l.float_bits] = std::max(peaks[l.float_bits], rate);
    } else {
      std::printf("  %-18s %8.1f GB/s read and written\n", l.name, l.bytes / t * 1e-9);
    }
  }
  return peaks;
}

}  // namespace

double median(samples s) {
  std::sort(s.begin(), s.end());
  const std::size_t n = s.size();
  return n % 2 == 1 ? s[n / 2] : 0.5 * (s[n / 2 - 1] + s[n / 2]);
}

void print_tables(const std::string& suite, const std::vector<work>& cases, const results& times) {
  const std::map<int, double> peaks = print_limits(suite, times);
  std::vector<std::string> groups;
  for (const work& w : cases) {
    if (std::find(groups.begin(), groups.end(), w.group) == groups.end()) groups.push_back(w.group);
  }
  for (const std::string& group : groups) {
    std::vector<work> members;
    for (const work& w : cases) {
      const bool timed = std::any_of(w.subjects.begin(), w.subjects.end(), [&](const subject& s) {
        return times.count(suite + "/" + w.name + "/" + s.name) > 0;
      });
      if (w.group == group && timed) members.push_back(w);
    }
    table(suite, members, times, peaks).print();
  }
}

}  // namespace bench
