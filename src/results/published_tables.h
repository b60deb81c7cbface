#pragma once

/// The published figures with those of a journal beside them.

#include "results/pool.h"
#include "results/published_figures.h"

namespace autopilot {

/// A row a figure for own runs or for nothing; of recordings a row for each batch.
std::vector<PublishedRow> PublishedRows(const PublishedFigures& figures, const TrialSet& set, double confidence);
std::vector<PublishedCost> PublishedCosts(const PublishedFigures& figures, const TrialSet& set);
std::vector<PublishedProfile> PublishedProfiles(const PublishedFigures& figures, const TrialSet& set);

}  // namespace autopilot
