# Written, not run. Use: bitbake-layers add-layer /path/to/smapscope/toolchains/yocto; IMAGE_INSTALL:append = " smaps-agent"
SUMMARY = "Streams /proc/PID/smaps of a board, losslessly and in little room"
LICENSE = "MIT"
LIC_FILES_CHKSUM = "file://LICENSE;md5=a2443068b25ca8059b6df05010ba232d"

inherit cmake systemd externalsrc

EXTERNALSRC = "${@os.path.abspath(os.path.join(d.getVar('FILE_DIRNAME'), '../../../..'))}"

# Our names of the CPUs where they are not the architecture's.
SMAPS_AGENT_CPU = "${TARGET_ARCH}"
SMAPS_AGENT_CPU:armv7a = "armv7"
SMAPS_AGENT_CPU:armv7ve = "armv7"
SMAPS_AGENT_CPU:i586 = "x86"
SMAPS_AGENT_CPU:i686 = "x86"
EXTRA_OECMAKE = "-DSMAPS_AGENT_CPU=${SMAPS_AGENT_CPU} -DSMAPS_BUILD_HOST=OFF -DSMAPS_BUILD_TESTS=OFF"

# Static, without a C library and already stripped: hardening flags and the checks for shared programs do not apply.
SECURITY_CFLAGS = ""
SECURITY_LDFLAGS = ""
INHIBIT_PACKAGE_STRIP = "1"
INSANE_SKIP:${PN} += "ldflags already-stripped"

do_install:append() {
    install -D -m 0644 ${S}/toolchains/smaps-agent.service ${D}${systemd_system_unitdir}/smaps-agent.service
}

SYSTEMD_SERVICE:${PN} = "smaps-agent.service"
SYSTEMD_AUTO_ENABLE = "disable"
