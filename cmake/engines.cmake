# Imported targets for the engine files that tools/setup.sh brings into engines/.
# The OpenVINO wheel's own CMake package is not used: it insists on front ends that we delete.
set(EDIFY_ENGINES_DIR ${CMAKE_SOURCE_DIR}/engines CACHE PATH "Where tools/setup.sh put the engine files")
if(NOT EXISTS ${EDIFY_ENGINES_DIR}/stamp)
  message(FATAL_ERROR "No engine files in ${EDIFY_ENGINES_DIR}. Run `make setup` first.")
endif()

file(GLOB openvino_library ${EDIFY_ENGINES_DIR}/openvino/libs/libopenvino.so.*)
add_library(engine::openvino SHARED IMPORTED)
set_target_properties(engine::openvino PROPERTIES IMPORTED_LOCATION ${openvino_library})
target_include_directories(engine::openvino SYSTEM INTERFACE ${EDIFY_ENGINES_DIR}/openvino/include)

# PDFium's wheel has no headers: src/parse/pdf/pdfium.h declares the functions that we use.
add_library(engine::pdfium SHARED IMPORTED)
set_target_properties(engine::pdfium PROPERTIES
  IMPORTED_LOCATION ${EDIFY_ENGINES_DIR}/pdfium/libpdfium.so IMPORTED_NO_SONAME ON)

# SimSIMD chooses its kernels at run time by the processor (c/lib.c); usearch is headers only.
add_library(simsimd STATIC ${EDIFY_ENGINES_DIR}/usearch/simsimd/c/lib.c)
target_compile_definitions(simsimd PUBLIC SIMSIMD_DYNAMIC_DISPATCH=1 SIMSIMD_NATIVE_F16=0 SIMSIMD_NATIVE_BF16=0)
# Its half-precision conversion shifts a sign bit in an int, which only the undefined-behaviour sanitizer minds.
target_compile_options(simsimd PRIVATE -w -O3 -fno-sanitize=undefined)
target_include_directories(simsimd SYSTEM PUBLIC ${EDIFY_ENGINES_DIR}/usearch/simsimd/include)
add_library(engine_usearch INTERFACE)
target_include_directories(engine_usearch SYSTEM INTERFACE
  ${EDIFY_ENGINES_DIR}/usearch/include ${EDIFY_ENGINES_DIR}/usearch/fp16/include)
target_compile_definitions(engine_usearch INTERFACE USEARCH_USE_SIMSIMD=1 USEARCH_USE_FP16LIB=1 USEARCH_USE_OPENMP=0)
target_link_libraries(engine_usearch INTERFACE simsimd)
add_library(engine::usearch ALIAS engine_usearch)

# SQLite3 Multiple Ciphers: SQLite, and ChaCha20-Poly1305 for pages of databases that have a key. The other ciphers that it
# knows are left out, and so is what nobody here uses of SQLite.
add_library(engine_sqlite STATIC ${EDIFY_ENGINES_DIR}/sqlite/sqlite3.c)
target_compile_definitions(engine_sqlite PRIVATE
  CODEC_TYPE=CODEC_TYPE_CHACHA20 HAVE_CIPHER_AES_128_CBC=0 HAVE_CIPHER_AES_256_CBC=0 HAVE_CIPHER_SQLCIPHER=0
  HAVE_CIPHER_RC4=0 HAVE_CIPHER_ASCON128=0 HAVE_CIPHER_AEGIS=0
  SQLITE_THREADSAFE=1 SQLITE_DQS=0 SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_SHARED_CACHE)
target_compile_options(engine_sqlite PRIVATE -w -O2 -fno-sanitize=undefined)
target_include_directories(engine_sqlite SYSTEM PUBLIC ${EDIFY_ENGINES_DIR}/sqlite)
target_link_libraries(engine_sqlite PRIVATE Threads::Threads m)
add_library(engine::sqlite ALIAS engine_sqlite)

set(CMAKE_BUILD_RPATH ${EDIFY_ENGINES_DIR}/openvino/libs ${EDIFY_ENGINES_DIR}/pdfium)
