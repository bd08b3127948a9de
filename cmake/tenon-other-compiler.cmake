# Programs built by a compiler other than the one that CMake was configured with: a promise of
# equal bits from GCC and Clang needs both in one build.

# tenon_compile_by(OUTPUT object-or-program SOURCE file COMPILER path
#                  [FLAGS ...] [LINK objects ...] [DEPENDS targets ...])
# makes OUTPUT (an absolute path) out of one source; with LINK, also links it.
function(tenon_compile_by)
  cmake_parse_arguments(PARSE_ARGV 0 by "" "OUTPUT;SOURCE;COMPILER" "FLAGS;LINK;DEPENDS")
  set(includes "-I${PROJECT_SOURCE_DIR}/include")
  foreach(folder IN ITEMS ${TENON_HANA_INCLUDE_DIR} ${TENON_XSIMD_INCLUDE_DIR}
                          ${TENON_EIGEN_HEADERS_INCLUDE_DIR})
    # /usr/include is every compiler's own; naming it breaks #include_next.
    if(NOT folder STREQUAL "/usr/include")
      list(APPEND includes -isystem "${folder}")
    endif()
  endforeach()
  if(by_LINK)
    set(last ${by_LINK})
  else()
    set(last -c)
  endif()
  get_filename_component(shown "${by_OUTPUT}" NAME)
  get_filename_component(folder "${by_OUTPUT}" DIRECTORY)
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(
    OUTPUT "${by_OUTPUT}"
    COMMAND "${by_COMPILER}" -std=c++20 ${includes} ${by_FLAGS}
            -MD -MF "${by_OUTPUT}.d" -MT "${by_OUTPUT}" -o "${by_OUTPUT}" "${by_SOURCE}" ${last}
    DEPENDS "${by_SOURCE}" ${by_DEPENDS}
    DEPFILE "${by_OUTPUT}.d"
    COMMENT "Building ${shown} by ${by_COMPILER}"
    COMMAND_EXPAND_LISTS VERBATIM)
endfunction()
