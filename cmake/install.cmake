# What a machine needs of Edify to run it, as `cmake --install build` lays it out below a prefix: the program, the engines'
# libraries where it looks for them, the model. deploy/docker/rootfs.sh adds what comes from Debian.
set_target_properties(edify PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/edify")
install(TARGETS edify RUNTIME DESTINATION bin)

# OpenVINO opens the plugin of the processor by name, and oneTBB its binding to cores: neither is in the program's header.
file(GLOB engine_libraries
  ${EDIFY_ENGINES_DIR}/openvino/libs/libopenvino.so.*
  ${EDIFY_ENGINES_DIR}/openvino/libs/libopenvino_intel_cpu_plugin.so
  ${EDIFY_ENGINES_DIR}/openvino/libs/libtbb.so.*
  ${EDIFY_ENGINES_DIR}/openvino/libs/libtbbbind_2_5.so.*
  ${EDIFY_ENGINES_DIR}/openvino/libs/libhwloc.so.*
  ${EDIFY_ENGINES_DIR}/pdfium/libpdfium.so)
install(FILES ${engine_libraries} DESTINATION lib/edify)
install(FILES ${EDIFY_ENGINES_DIR}/minilm/model.safetensors ${EDIFY_ENGINES_DIR}/minilm/vocab.txt
  DESTINATION share/edify/minilm)
install(DIRECTORY ${CMAKE_BINARY_DIR}/web/ DESTINATION share/edify/web OPTIONAL)
