// A command whose output is the stream and whose input takes what we send, like `ssh board /tmp/smaps-agent --stdio`.
#pragma once

#include "host/base/result.hpp"
#include "host/transport/fd_stream.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <sys/types.h>

#include <memory>
#include <string>

namespace host::transport {

class ProcessStream final : public FdStream {
  public:
    /// Runs `command` with /bin/sh; its stderr stays ours.
    static Result<std::unique_ptr<ProcessStream>> start(const boost::asio::any_io_executor& executor,
                                                        const std::string& command);
    ~ProcessStream() override;

    /// Closes the pipes and waits; a command that does not end by itself is ended. An Error for an exit code but 0.
    Result<void> end() override;

  private:
    ProcessStream(const boost::asio::any_io_executor& executor, int read_fd, int write_fd, pid_t child,
                  std::string command);
    int wait_or_kill() const;

    pid_t child_;
    std::string command_;
};

} // namespace host::transport
