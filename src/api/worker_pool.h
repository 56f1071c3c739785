// Threads for work that blocks, with a line before them that admission keeps short, awaitable from the I/O thread.
#pragma once

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "api/admission.h"
#include "api/exchange.h"

namespace edify::api {

namespace net = boost::asio;

// Thread-safe.
class WorkerPool {
 public:
  explicit WorkerPool(const Admission::Options& options) : pool_(options.workers), admission_(options) {}
  ~WorkerPool() { pool_.join(); }

  // A place in the pool is taken by admission().enter() before run(), which gives it back.
  Admission& admission() { return admission_; }
  const Admission& admission() const { return admission_; }

  // Runs `work` (→ Response, noexcept) on a worker and resumes the coroutine on its own executor. What `work` refers
  // to may live in the awaiting coroutine's frame, which stays until then.
  template <typename Work>
  net::awaitable<Response> run(Work work) {
    auto initiate = [this, work = std::move(work)](auto handler) mutable {
      auto executor = net::get_associated_executor(handler);
      // The guard keeps the I/O context running while nothing but this worker knows of the request.
      auto guard = net::make_work_guard(executor);
      net::post(pool_,
                [this, work = std::move(work), handler = std::move(handler), guard = std::move(guard)]() mutable {
                  const auto begin = Admission::Clock::now();
                  admission_.begin(begin);
                  Response response = work();
                  admission_.leave(Admission::Clock::now() - begin);
                  auto resume = [handler = std::move(handler), response = std::move(response)]() mutable {
                    std::move(handler)(std::move(response));
                  };
                  net::post(guard.get_executor(), std::move(resume));
                });
    };
    return net::async_initiate<const net::use_awaitable_t<>&, void(Response)>(std::move(initiate), net::use_awaitable);
  }

 private:
  net::thread_pool pool_;
  Admission admission_;
};

}  // namespace edify::api
