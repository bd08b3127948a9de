// The schedule as descriptions write it: `auto s = schedule(C)`, then primitives on the loops of
// C (`s.split(i, 8)`) or of any stage (`s[B].compute_at(C, io)`). A broken rule is remembered with
// the line that broke it; what follows has no effect, and the kernel made of it doesn't compile
// (or the call that makes it throws) with the rule's sentence.
#pragma once

#include <tenon/schedule/stage_schedule.hpp>

namespace tenon::inline TENON_ABI {

/// A handle of a definition.
template <class T>
concept described = requires(const T& t) {
  t.definition().get();
};

/// A definition together with the source line that names its handle.
struct described_at {
  const expr::definition* definition;
  here where;
  template <described Tensor>
  constexpr described_at(const Tensor& tensor, here w = here::current())
      : definition(tensor.definition().get()), where(w) {}
};

/// The schedule of everything that the outputs need; its own primitives act on the last output.
class schedule : public stage_schedule {
 public:
  /// Starts from the default schedule: every stage at the root, one loop an axis, in order.
  template <class... Outputs>
  requires(sizeof...(Outputs) > 0 &&
           (described<Outputs> && ...)) constexpr explicit schedule(const Outputs&... outputs) {
    state_ = &*owned_;
    (add_output(outputs.definition().get()), ...);
  }
  schedule(const schedule&) = delete;
  constexpr schedule(schedule&& other) noexcept
      : stage_schedule(other), owned_(static_cast<box<schedule_room::state>&&>(other.owned_)) {
    state_ = &*owned_;
  }

  /// The schedule of one stage, by its tensor.
  constexpr stage_schedule operator[](const described_at& tensor) const {
    return stage_schedule(state_, find_stage(tensor.definition, tensor.where));
  }
  /// Makes a copy of a tensor that its readers use instead; the copy's schedule.
  template <class Tensor> constexpr stage_schedule cache_read(const Tensor& tensor, here at = here::current()) {
    return cached(stage_of(tensor, at), -1, at);
  }
  /// The same for one reader only.
  template <class Tensor, class Reader>
  requires(!std::same_as<Reader, here>) constexpr stage_schedule
      cache_read(const Tensor& tensor, const Reader& reader, here at = here::current()) {
    return cached(stage_of(tensor, at), stage_of(reader, at), at);
  }

  constexpr const schedule_room::state& state() const { return *owned_; }
  constexpr schedule_room::state& state() { return *owned_; }

 private:
  constexpr void add_output(expr::definition* d) {
    stage_ = schedule_room::collect(*state_, d);
    schedule_room::stage& on = *state_->stages[stage_];
    if (!on.is_output) state_->outputs.push(stage_);
    on.is_output = true;
  }
  constexpr stage_schedule cached(int of, int reader, here at) {
    const int made = ok() ? schedule_room::cache_read(*state_, of, reader, at.line()) : -1;
    return stage_schedule(state_, made < 0 ? of : made);
  }

  box<schedule_room::state> owned_;
};

}  // namespace tenon::inline TENON_ABI
