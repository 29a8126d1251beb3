// What the host concludes from a status and the rest that is known of a process.
#include "host/model/board.hpp"

#include <doctest/doctest.h>

using host::model::Process;
using host::model::Status;

namespace {

Process process(Status status, std::uint64_t vsize_bytes, std::uint32_t threads) {
    Process process;
    process.status = status;
    process.info.vsize_bytes = vsize_bytes;
    process.info.threads = threads;
    return process;
}

Status concluded(Process process) {
    process.conclude_status();
    return process.status;
}

} // namespace

TEST_CASE("an empty smaps is of a kernel thread or zombie, refused by an old kernel, or of an exited main thread") {
    CHECK(concluded(process(Status::empty, 0, 1)) == Status::empty);
    CHECK(concluded(process(Status::empty, 4096, 1)) == Status::denied);
    CHECK(concluded(process(Status::empty, 0, 2)) == Status::main_thread_ended);
    CHECK(concluded(process(Status::denied, 4096, 1)) == Status::denied);
    CHECK(concluded(process(Status::denied, 0, 1)) == Status::empty);
    CHECK(concluded(process(Status::main_thread_ended, 0, 1)) == Status::empty);
}

TEST_CASE("a process that was read and then is empty has become a zombie, however old its size is") {
    Process one = process(Status::ok, 4096, 1);
    one.snapshot.mappings.emplace_back();
    one.conclude_status();
    CHECK(one.status == Status::ok);
    one.status = Status::empty;
    one.snapshot = {};
    CHECK(concluded(one) == Status::empty);
}

TEST_CASE("a text without a mapping is damaged until a mapping comes") {
    Process one = process(Status::ok, 4096, 1);
    CHECK(concluded(one) == Status::ok);
    one.snapshot.defects.push_back({.line = 1, .what = "neither header nor field"});
    one.conclude_status();
    CHECK(one.status == Status::damaged);
    one.snapshot.mappings.emplace_back();
    CHECK(concluded(one) == Status::ok);
}
