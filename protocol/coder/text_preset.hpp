// What the text model knows from the start: the shape of names on small and large Linux systems, one per line.
#pragma once

namespace protocol::coder {

inline constexpr char k_text_preset[] =
    "[anon:\n[uprobes]\n[vectors]\n[sigpage]\n[vsyscall]\n/SYSV00000000 (deleted)\n/dev/zero (deleted)\n"
    "/memfd: (deleted)\n/dev/ashmem/dalvik-\n/system/framework/arm64/boot-.oat\n/system/lib64/lib\n"
    "/vendor/lib64/hw/android.hardware.so\n/usr/share/fonts/truetype/.ttf\n"
    "/usr/lib/locale/C.utf8/LC_CTYPE\n/usr/lib/gconv/gconv-modules.cache\n"
    "/usr/lib/python3/lib-dynload/_.cpython-x86_64-linux-gnu.so\n/bin/busybox\n/usr/sbin/\n"
    "/usr/local/bin/\n/lib/ld-uClibc-0.9.so\n/lib/ld-linux-armhf.so.3\n/lib/libdl-2.so\n/lib/librt-2.so\n"
    "/lib/libpthread-2.so\n/lib/libnss_files-2.so\n/usr/lib/libstdc++.so.6.0.\n"
    "/usr/lib/libglib-2.0.so.0.\n/usr/lib/libcrypto.so.1.1\n/usr/lib/libcurl.so.4.\n"
    "/usr/lib/aarch64-linux-gnu/libgcc_s.so.1\n/usr/lib/x86_64-linux-gnu/libz.so.1.2.\n"
    "/usr/lib/x86_64-linux-gnu/libm.so.6\n/usr/lib/x86_64-linux-gnu/libc.so.6\n"
    "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2\n[heap]\n[stack]\n[vvar_vclock]\n[vvar]\n[vdso]\n";

} // namespace protocol::coder
