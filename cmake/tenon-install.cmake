# Install rules and the package that find_package(tenon) reads.
include(CMakePackageConfigHelpers)

set(package_folder "${CMAKE_INSTALL_DATADIR}/cmake/tenon")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include/tenon" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.hpp")
install(TARGETS tenon EXPORT tenon-targets)
install(EXPORT tenon-targets NAMESPACE tenon:: DESTINATION "${package_folder}")

set(TENON_INSTALLED_LLVM "")
if(TARGET tenon_llvm_library)
  set(TENON_INSTALLED_LLVM
      "${CMAKE_INSTALL_LIBDIR}/tenon/$<TARGET_FILE_NAME:tenon_llvm_library>")
  install(TARGETS tenon_llvm_library LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/tenon")
endif()
configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/tenon-config.cmake.in"
  "${PROJECT_BINARY_DIR}/package/tenon-config.in" INSTALL_DESTINATION "${package_folder}")
file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/package/tenon-config.cmake"
     INPUT "${PROJECT_BINARY_DIR}/package/tenon-config.in")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/tenon-config-version.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  "${PROJECT_BINARY_DIR}/package/tenon-config.cmake"
  "${PROJECT_BINARY_DIR}/package/tenon-config-version.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/tenon-dependencies.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/tenon-nvcc.cmake"
  DESTINATION "${package_folder}")
