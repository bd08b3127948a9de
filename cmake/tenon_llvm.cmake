# The bundled LLVM: LLVM's code generator, the emitter and nothing else in one shared object whose
# only dynamic symbols are tenon_llvm_*, so that it can live beside any other LLVM in a process.

set(TENON_LLVM_SOURCE_DIR "${CMAKE_CURRENT_LIST_DIR}")

# Output of an llvm-config call, as a list.
function(tenon_llvm_config variable config)
  execute_process(COMMAND "${config}" ${ARGN} OUTPUT_VARIABLE text RESULT_VARIABLE failed
                  ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(failed)
    set(text)
  endif()
  separate_arguments(text UNIX_COMMAND "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# tenon_add_llvm_library(<target> <major>): the shared object of one LLVM; no target where that
# LLVM is missing. It asks llvm-config rather than LLVM's CMake package, whose imported targets
# would make two majors in one build meet.
function(tenon_add_llvm_library target major)
  find_program(TENON_LLVM_CONFIG_${major} NAMES llvm-config-${major}
               HINTS /usr/lib/llvm-${major}/bin /usr/lib64/llvm${major}/bin
               DOC "llvm-config of LLVM ${major} (Debian: llvm-${major}-dev)")
  set(config "${TENON_LLVM_CONFIG_${major}}")
  if(NOT config)
    return()
  endif()
  tenon_llvm_config(include_dir "${config}" --includedir)
  tenon_llvm_config(flags "${config}" --link-static --ldflags --libs native orcjit passes
                    --system-libs)
  if(NOT EXISTS "${include_dir}/llvm/IR/IRBuilder.h" OR NOT flags)
    return()
  endif()

  add_library(${target} MODULE "${TENON_LLVM_SOURCE_DIR}/tenon_llvm.cpp")
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME "tenon_llvm_${major}" PREFIX "lib"
    CXX_STANDARD 20 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS "${TENON_LLVM_SOURCE_DIR}/tenon_llvm.map")
  target_include_directories(${target} PRIVATE "${TENON_LLVM_SOURCE_DIR}/../include")
  target_include_directories(${target} SYSTEM PRIVATE "${include_dir}")
  # LLVM is built without run-time type information; its headers need the C99 macros.
  target_compile_definitions(${target} PRIVATE _GNU_SOURCE __STDC_CONSTANT_MACROS
                                               __STDC_FORMAT_MACROS __STDC_LIMIT_MACROS)
  target_compile_options(${target} PRIVATE -O1 -fno-rtti -ffunction-sections -fdata-sections)
  target_link_options(${target} PRIVATE
    "-Wl,--version-script=${TENON_LLVM_SOURCE_DIR}/tenon_llvm.map"
    -Wl,--exclude-libs,ALL -Wl,--gc-sections -Wl,--as-needed -Wl,-z,defs)
  target_link_libraries(${target} PRIVATE ${flags})
endfunction()
