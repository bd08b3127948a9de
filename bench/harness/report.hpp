// Medians and the tables printed at the end of a run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness.hpp"

namespace bench {

/// Seconds of each repetition of one subject in one case.
using samples = std::vector<double>;

/// Samples by full name NAME/case/subject.
using results = std::map<std::string, samples>;

/// The middle one; the mean of the two in the middle when their number is even.
double median(samples s);

/// Prints the machine's limits, a table for each group of cases, ratios and geometric means.
void print_tables(const std::string& suite, const std::vector<work>& cases, const results& times);

}  // namespace bench
