# Finds CUDA's compiler, which tells what CUDA C++ takes of a device; no GPU is needed.
#   TENON_NVCC              a path chosen by the user
#   the machine's           in PATH, below CUDAToolkit_ROOT, CUDA_PATH or CUDA_HOME, in /usr/local/cuda
#   PyPI's wheels           in TENON_VENV, where cmake/install-packages.sh puts them
# With TENON_NVCC_FROM_PYPI, CMake runs that script where the machine has none.
set(TENON_NVCC_FROM_PYPI OFF CACHE BOOL
    "Install nvcc from PyPI below build/venv where the machine has none")
set(TENON_VENV "${CMAKE_CURRENT_LIST_DIR}/../build/venv" CACHE PATH
    "Python environment that may hold nvcc's wheels")
set(TENON_INSTALL_PACKAGES "${CMAKE_CURRENT_LIST_DIR}/install-packages.sh" CACHE INTERNAL "")
mark_as_advanced(TENON_VENV)

# The path of nvcc, and a word for where it is from; both empty where it is missing.
function(tenon_find_nvcc path origin)
  set(${path} "" PARENT_SCOPE)
  set(${origin} "" PARENT_SCOPE)
  if(TENON_NVCC)
    set(${path} "${TENON_NVCC}" PARENT_SCOPE)
    set(${origin} "named by TENON_NVCC" PARENT_SCOPE)
    return()
  endif()
  # Looked for anew each time: a toolkit that was installed meanwhile is found, one that went isn't.
  find_program(found nvcc HINTS "${CUDAToolkit_ROOT}" ENV CUDA_PATH ENV CUDA_HOME PATHS /usr/local/cuda
               PATH_SUFFIXES bin NO_CACHE)
  if(found)
    set(${path} "${found}" PARENT_SCOPE)
    set(${origin} "the machine's" PARENT_SCOPE)
    return()
  endif()
  if(TENON_NVCC_FROM_PYPI AND EXISTS "${TENON_INSTALL_PACKAGES}")
    execute_process(COMMAND "${TENON_INSTALL_PACKAGES}" cuda RESULT_VARIABLE failed)
    if(failed)
      message(STATUS "tenon: ${TENON_INSTALL_PACKAGES} cuda failed")
    endif()
  endif()
  file(GLOB wheels "${TENON_VENV}/lib/python*/site-packages/nvidia/cu*/bin/nvcc")
  if(wheels)
    list(GET wheels 0 wheel)
    get_filename_component(wheel "${wheel}" ABSOLUTE)
    set(${path} "${wheel}" PARENT_SCOPE)
    set(${origin} "from PyPI's wheels" PARENT_SCOPE)
  endif()
endfunction()

tenon_find_nvcc(tenon_nvcc tenon_nvcc_origin)
if(tenon_nvcc)
  message(STATUS "tenon: nvcc is ${tenon_nvcc}, ${tenon_nvcc_origin}")
else()
  message(STATUS "tenon: nvcc not found; PyPI has it in nvidia-cuda-nvcc, nvidia-cuda-crt, "
                 "nvidia-cuda-runtime and nvidia-nvvm, which `cmake/install-packages.sh cuda` installs")
endif()
