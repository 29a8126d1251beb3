# Written, not run. Use: make BR2_EXTERNAL=/path/to/smapscope/toolchains/buildroot menuconfig
SMAPS_AGENT_VERSION = 0.1.0
SMAPS_AGENT_SITE = $(BR2_EXTERNAL_SMAPSCOPE_PATH)/../..
SMAPS_AGENT_SITE_METHOD = local
SMAPS_AGENT_LICENSE = MIT
SMAPS_AGENT_LICENSE_FILES = LICENSE

# Our names of the CPUs where they are not the architecture's.
SMAPS_AGENT_CPU = $(BR2_ARCH)
ifeq ($(BR2_ARM_CPU_ARMV7A),y)
SMAPS_AGENT_CPU = armv7
endif
ifeq ($(BR2_i386),y)
SMAPS_AGENT_CPU = x86
endif

SMAPS_AGENT_CONF_OPTS = -DSMAPS_AGENT_CPU=$(SMAPS_AGENT_CPU) -DSMAPS_BUILD_HOST=OFF -DSMAPS_BUILD_TESTS=OFF

define SMAPS_AGENT_INSTALL_INIT_SYSTEMD
	$(INSTALL) -D -m 0644 $(@D)/toolchains/smaps-agent.service $(TARGET_DIR)/usr/lib/systemd/system/smaps-agent.service
endef

$(eval $(cmake-package))
