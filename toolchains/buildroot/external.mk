include $(sort $(wildcard $(BR2_EXTERNAL_SMAPSCOPE_PATH)/package/*/*.mk))
