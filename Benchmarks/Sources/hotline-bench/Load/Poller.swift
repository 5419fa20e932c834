import CEpoll
import Foundation

/// Waits for sockets. On Linux with epoll: `poll` over a hundred of them would take half of the generator's time.
final class Poller {
    /// What a socket is ready for; the number is the one that it was added under.
    struct Ready {
        let number: Int
        let mayRead: Bool
    }

    #if os(Linux)
        private let descriptor = epoll_create1(0)
        private var events = [epoll_event](repeating: epoll_event(), count: 128)

        deinit { close(descriptor) }

        func add(_ socket: Int32, number: Int) { control(EPOLL_CTL_ADD, socket, number, writing: false) }

        func watch(_ socket: Int32, number: Int, writing: Bool) {
            control(EPOLL_CTL_MOD, socket, number, writing: writing)
        }

        /// The sockets that are ready; none when the time is over.
        func wait(milliseconds: Int32) -> [Ready] {
            var count: Int32
            repeat {
                count = epoll_wait(descriptor, &events, Int32(events.count), milliseconds)
            } while count < 0 && errno == EINTR
            let reading = EPOLLIN.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue
            return events.prefix(Int(max(0, count))).map { event in
                Ready(number: Int(event.data.u64), mayRead: (event.events & reading) != 0)
            }
        }

        private func control(_ operation: Int32, _ socket: Int32, _ number: Int, writing: Bool) {
            var event = epoll_event()
            event.events = writing ? EPOLLIN.rawValue | EPOLLOUT.rawValue : EPOLLIN.rawValue
            event.data.u64 = UInt64(number)
            _ = epoll_ctl(descriptor, operation, socket, &event)
        }
    #else
        private var polled: [pollfd] = []
        private var numbers: [Int] = []

        func add(_ socket: Int32, number: Int) {
            polled.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
            numbers.append(number)
        }

        func watch(_ socket: Int32, number: Int, writing: Bool) {
            guard let place = numbers.firstIndex(of: number) else { return }
            polled[place].events = Int16(writing ? POLLIN | POLLOUT : POLLIN)
        }

        /// The sockets that are ready; none when the time is over.
        func wait(milliseconds: Int32) -> [Ready] {
            var count: Int32
            repeat { count = poll(&polled, nfds_t(polled.count), milliseconds) } while count < 0 && errno == EINTR
            return polled.indices.filter { polled[$0].revents != 0 }.map { place in
                Ready(number: numbers[place], mayRead: polled[place].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0)
            }
        }
    #endif
}
