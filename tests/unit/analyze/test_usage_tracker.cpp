#include "host/analyze/usage_tracker.hpp"
#include "host/procfs/smaps_parser.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <string>

namespace {

using namespace host;

struct Watched {
    model::Board board;
    analyze::UsageTracker usage{analyze::Filter{}};

    model::Process& process(model::Pid pid) { return board.processes[pid]; }

    void start(model::Pid pid, const std::string& text) {
        model::Process& started = process(pid);
        started.pid = pid;
        started.changes = {};
        procfs::SmapsParser(board.names).parse(text, started.snapshot);
    }

    void set(model::Pid pid, std::uint32_t mapping, model::Field field, std::uint64_t value) {
        process(pid).snapshot.mappings[mapping].set(field, value);
        process(pid).changes.mappings.push_back(mapping);
    }

    /// A new sweep in which nothing is known to have changed yet.
    void next() {
        for (auto& [pid, one] : board.processes) {
            one.changes = {.all = false, .mappings = {}, .splices = {}};
        }
    }

    const analyze::ProcessTotals& totals(model::Pid pid) {
        REQUIRE(usage.find(pid) != nullptr);
        return usage.find(pid)->totals;
    }

    /// Against everything counted from scratch.
    void check() {
        usage.update(board);
        const analyze::BoardUsage followed = usage.board_usage();
        const analyze::BoardUsage expected = analyze::usage_of(board, {});
        CHECK((followed.processes == expected.processes));
        analyze::Totals sum;
        for (const analyze::ProcessUsage& one : expected.processes) {
            sum += one.totals.all;
        }
        CHECK((usage.sum() == sum));
    }
};

const std::string k_text = "00400000-00401000 r-xp 00000000 08:01 7 /bin/a\nSize: 4 kB\nRss: 4 kB\n"
                           "00402000-00403000 rw-p 00000000 08:01 7 /bin/a\nSize: 4 kB\nRss: 4 kB\nSwap: 0 kB\n"
                           "00500000-00600000 rw-p 00000000 00:00 0 [heap]\nSize: 1024 kB\nRss: 512 kB\n";

} // namespace

TEST_CASE("sums that follow changes equal sums made anew") {
    Watched watched;
    watched.start(1, k_text);
    watched.start(2, k_text);
    watched.check();
    std::mt19937 random(7);
    for (int sweep = 0; sweep < 200; ++sweep) {
        watched.next();
        for (unsigned i = 0; i < random() % 4; ++i) {
            const auto field = static_cast<model::Field>(random() % model::k_field_count);
            watched.set(static_cast<model::Pid>(1 + random() % 2), static_cast<std::uint32_t>(random() % 3), field,
                        random() % 3 == 0 ? 0 : random() % 4096);
        }
        watched.check();
    }
}

TEST_CASE("processes that come and go, and VMAs that move, are followed") {
    Watched watched;
    watched.start(1, k_text);
    watched.check();
    watched.next();
    watched.start(2, k_text);
    watched.check();
    watched.next();
    watched.board.processes.erase(1);
    watched.check();
    CHECK(watched.usage.find(1) == nullptr);
    watched.next();
    watched.start(2, "00500000-00900000 rw-p 00000000 00:00 0 [heap]\nSize: 4096 kB\nRss: 512 kB\n");
    watched.check();
    watched.next();
    watched.board.processes.clear();
    watched.check();
    CHECK(watched.usage.sum().mappings() == 0);
}

TEST_CASE("showing a sweep twice does no harm") {
    Watched watched;
    watched.start(1, k_text);
    watched.check();
    watched.next();
    watched.set(1, 2, model::Field::rss, 700);
    watched.check();
    watched.check();
}

TEST_CASE("new evidence on threads classes again") {
    Watched watched;
    watched.start(1, "10000000-10001000 ---p 00000000 00:00 0 \nSize: 4 kB\n"
                     "10001000-10801000 rw-p 00000000 00:00 0 \nSize: 8192 kB\n");
    watched.process(1).info.threads = 1;
    watched.check();
    CHECK(watched.totals(1).thread_stacks == 0);
    watched.next();
    watched.process(1).info.threads = 2;
    watched.check();
    CHECK(watched.totals(1).thread_stacks == 1);
}

TEST_CASE("a library mapped in several pieces is followed up to its .bss") {
    Watched watched;
    watched.start(1, "00100000-00101000 r-xp 00000000 08:01 6 /bin/a\nSize: 4 kB\n"
                     "00400000-0040a000 r-xp 00000000 08:01 7 /lib/b\nSize: 40 kB\n"
                     "0040a000-0040b000 r--p 0000a000 08:01 7 /lib/b\nSize: 4 kB\n"
                     "0040b000-0040c000 rw-p 0000b000 08:01 7 /lib/b\nSize: 4 kB\n"
                     "0040c000-0058c000 rw-p 00000000 00:00 0 \nSize: 1536 kB\n");
    watched.check();
    CHECK(watched.totals(1).classes[static_cast<std::size_t>(analyze::MemoryClass::rw_data)].mappings() == 1);
    watched.next();
    watched.process(1).snapshot.mappings[1].start = 0x300000;
    watched.process(1).changes.mappings.push_back(1);
    watched.check();
    CHECK(watched.usage.rebuilt() == 0);
    CHECK(watched.totals(1).classes[static_cast<std::size_t>(analyze::MemoryClass::rw_data)].mappings() == 2);
}

TEST_CASE("classes that follow from numbers are followed") {
    Watched watched;
    watched.start(
        1, "00400000-00401000 r-xp 00000000 08:01 7 /bin/a\nSize: 4 kB\nRss: 4 kB\nAnonymous: 0 kB\n"
           "10000000-18000000 rwxp 00000000 00:00 0 \nSize: 131072 kB\nRss: 8192 kB\nAnonymous: 8192 kB\n"
           "20000000-28000000 rw-p 00000000 00:00 0 \nSize: 131072 kB\nRss: 8192 kB\nAnonymous: 8192 kB\n"
           "30000000-30001000 ---p 00000000 00:00 0 \nSize: 4 kB\nRss: 0 kB\nAnonymous: 0 kB\n"
           "40000000-40002000 rw-p 00000000 00:01 9 /memfd:a (deleted)\nSize: 8 kB\nRss: 8 kB\nAnonymous: 4 kB\n"
           "50000000-50001000 r-xp 00000000 00:01 8 /memfd:b (deleted)\nSize: 4 kB\nRss: 4 kB\nAnonymous: 0 kB\n");
    watched.check();
    const auto rss = [&](analyze::MemoryClass memory_class) {
        return watched.totals(1).classes[static_cast<std::size_t>(memory_class)][model::Field::rss];
    };
    CHECK(rss(analyze::MemoryClass::jit_code) == 8192);
    const auto change = [&](std::uint32_t mapping, model::Field field, std::uint64_t value) {
        watched.next();
        watched.set(1, mapping, field, value);
        watched.check();
    };
    change(2, model::Field::rss, 4096);
    CHECK(rss(analyze::MemoryClass::jit_code) == 0);
    change(1, model::Field::rss, 8188);
    CHECK(rss(analyze::MemoryClass::jit_code) == 8188);
    change(3, model::Field::anonymous, 4);
    change(4, model::Field::anonymous, 8);
    CHECK(rss(analyze::MemoryClass::shared_memory) == 0);
    change(5, model::Field::anonymous, 4);
    CHECK(rss(analyze::MemoryClass::jit_code) == 8192);
    change(4, model::Field::anonymous, 4);
    CHECK(rss(analyze::MemoryClass::shared_memory) == 8);
}

TEST_CASE("what no VMA prints or some VMAs lack is unknown, and what nothing maps is zero") {
    Watched watched;
    watched.start(1, k_text);
    watched.check();
    const analyze::ProcessTotals& totals = watched.totals(1);
    CHECK(!totals.all[model::Field::pss]);
    CHECK(!totals.all[model::Field::swap]); // some mappings lack it
    CHECK(totals.all.of_printed()[model::Field::swap] == 0);
    CHECK(totals.all.printed(model::Field::swap) == 1);
    CHECK(totals[analyze::MemoryClass::jit_code][model::Field::rss] == 0);
    CHECK(!totals[analyze::MemoryClass::heap][model::Field::pss]);
}

TEST_CASE("only what changed is named, group by group") {
    Watched watched;
    watched.start(1, k_text);
    watched.start(2, k_text);
    watched.check();
    REQUIRE(watched.usage.changes().size() == 2);
    CHECK(watched.usage.changes()[0].regrouped);
    watched.next();
    watched.check();
    CHECK(watched.usage.changes().empty());
    watched.next();
    watched.set(2, 2, model::Field::rss, 700);
    watched.check();
    REQUIRE(watched.usage.changes().size() == 1);
    const analyze::UsageChange& change = watched.usage.changes().front();
    CHECK(change.pid == 2);
    CHECK_FALSE(change.regrouped);
    REQUIRE(change.groups.size() == 1);
    CHECK(change.usage->groups[change.groups[0]].name == "[heap]");
}

TEST_CASE("after a key frame the same mappings are followed") {
    Watched watched;
    watched.start(1, "00500000-00900000 rw-p 00000000 00:00 0 [heap]\nSize: 4096 kB\nRss: 512 kB\nVmFlags: rd wr\n");
    watched.check();
    watched.process(1).changes = {};
    watched.process(1).snapshot.mappings[0].set(model::Field::rss, 700);
    watched.check();
    CHECK(watched.usage.rebuilt() == 0);
    REQUIRE(watched.usage.changes().size() == 1);
    CHECK(watched.usage.changes()[0].groups.size() == 1);
    watched.check();
    CHECK(watched.usage.changes().empty());
}

TEST_CASE("a RELRO segment without VmFlags is one as soon as it has pages of its own") {
    Watched watched;
    watched.start(1, "00400000-00401000 r--p 00000000 08:01 7 /lib/b\nSize: 4 kB\nRss: 4 kB\nAnonymous: 0 kB\n");
    watched.check();
    watched.next();
    watched.set(1, 0, model::Field::anonymous, 4);
    watched.check();
    CHECK(watched.usage.board_usage().processes[0].groups[0].segment == analyze::Segment::relro);
}

TEST_CASE("names that come and go do not pile up") {
    Watched watched;
    for (int sweep = 0; sweep < 500; ++sweep) {
        CAPTURE(sweep);
        watched.start(1, k_text);
        model::Process& process = watched.process(1);
        if (sweep != 0) {
            process.changes = {.all = false, .mappings = {}, .splices = {{.at = 2, .removed = 1, .inserted = 1}}};
        }
        process.snapshot.mappings[2].file = watched.board.names.file(0, 1, 5, "/memfd:" + std::to_string(sweep));
        watched.check();
        REQUIRE(watched.usage.find(1)->groups.size() < 200);
    }
}

TEST_CASE("what the filter accepts of a process may come and go") {
    Watched watched;
    const analyze::Filter heap = analyze::Filter::from({.classes = {"heap"}}, {}).value();
    analyze::UsageTracker usage(heap);
    watched.start(1, k_text);
    usage.update(watched.board);
    CHECK(usage.find(1)->totals.all[model::Field::rss] == 512);
    watched.next();
    watched.process(1).snapshot.mappings.pop_back();
    watched.process(1).changes.splices = {{.at = 2, .removed = 1, .inserted = 0}};
    usage.update(watched.board);
    CHECK(usage.find(1) == nullptr);
    CHECK(usage.changes().front().usage == nullptr);
    CHECK(usage.sum().mappings() == 0);
    CHECK(usage.board_usage().left_out.size() == 1);
}

TEST_CASE("another session under the same name is counted from scratch") {
    Watched watched;
    watched.start(1, k_text);
    watched.check();
    auto other = std::make_unique<Watched>();
    other->start(1, k_text);
    other->board.agent.session_id = 7;
    other->next();
    other->process(1).snapshot.mappings[2].set(model::Field::rss, 3);
    watched.usage.update(other->board);
    CHECK(watched.totals(1).all[model::Field::rss] == 11);
}
