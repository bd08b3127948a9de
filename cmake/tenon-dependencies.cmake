# Finds the headers of others that Tenon's headers include, for the project itself and for the
# installed package alike. What is missing is named, with the Debian package that brings it.

# Makes the target tenon::NAME out of the folder that holds HEADER; sets tenon_NAME_FOUND.
function(tenon_find_headers name header package)
  string(TOUPPER "TENON_${name}_INCLUDE_DIR" variable)
  find_path(${variable} ${header} PATH_SUFFIXES ${ARGN}
            DOC "Folder that holds <${header}> (Debian: ${package})")
  mark_as_advanced(${variable})
  if(NOT ${variable})
    message(STATUS "tenon: <${header}> not found; Debian has it in ${package}")
    set(tenon_${name}_FOUND FALSE PARENT_SCOPE)
    return()
  endif()
  set(tenon_${name}_FOUND TRUE PARENT_SCOPE)
  if(NOT TARGET tenon::${name})
    add_library(tenon::${name} INTERFACE IMPORTED GLOBAL)
    set_target_properties(tenon::${name} PROPERTIES
      INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${${variable}}"
      INTERFACE_INCLUDE_DIRECTORIES "${${variable}}")
  endif()
endfunction()

tenon_find_headers(hana boost/hana/config.hpp libboost-dev)
tenon_find_headers(xsimd xsimd/xsimd.hpp libxsimd-dev)
tenon_find_headers(eigen_headers Eigen/Core libeigen3-dev eigen3)

# OpenCL's headers and loader, for <tenon/opencl.hpp>.
find_package(OpenCL QUIET)
if(NOT OpenCL_FOUND)
  message(STATUS "tenon: OpenCL not found; Debian has it in ocl-icd-opencl-dev")
elseif(NOT TARGET tenon::opencl_library)
  add_library(tenon::opencl_library INTERFACE IMPORTED GLOBAL)
  target_link_libraries(tenon::opencl_library INTERFACE OpenCL::OpenCL)
endif()

# CUDA's compiler, for <tenon/cuda.hpp>.
include("${CMAKE_CURRENT_LIST_DIR}/tenon-nvcc.cmake")
