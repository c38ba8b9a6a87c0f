# Part of install-plugins.sh: unpacks untrusted archives.
#
# Tools differ in how they unpack and list a malicious entry. So the script checks both: the listing
# before it unpacks, and the files afterwards.

choose_tool() {
  case $type in
    zip | hub)
      for tool in unzip bsdtar jar; do if have "$tool"; then return 0; fi; done
      fail "the image $image has no unzip, bsdtar or jar, which a zip needs: choose another init image"
      ;;
    *) tool=tar && need tar "a $type" ;;
  esac
}

list_entries() {
  case $tool in
    unzip) unzip -l archive ;;
    jar) jar tf archive ;;
    *) "$tool" -tvf archive ;;
  esac >listing 2>log || broken
  # It would accept a truncated zip without a directory.
  if [ "$tool" = bsdtar ]; then
    tail -c 66000 archive | LC_ALL=C grep -q "$(printf 'PK\005\006')" || broken
  fi
}
# The first sentence of a tool is its reason; the last one often says only that it failed.
broken() {
  fail "is no $type archive, or not a whole one: $(sed -n '/[a-z] [a-z]/{p;q;}' log | printable)"
}

# Some tools list an entry under a harmless name instead of its own, but report that.
vet_listing() {
  [ "$(wc -l <listing)" -le "$max_entries" ] || fail "its archive has more than $max_entries entries"
  case $tool in tar | bsdtar)
    if grep -qv '^[-d]' listing; then fail "its archive has a link or a device"; fi
    ;;
  esac
  if grep -q 'emoving leading' log || grep -Eq '(^|[ /])\.\.(/|$)|(^| )/' listing; then
    fail "its archive has an entry outside of its folder"
  fi
}

# The actual size of all entries, because a zip may lie about it. Stops at the limit.
vet_size() {
  case $tool in
    unzip) size=$(unzip -p archive 2>log | head -c $((left + 1)) | wc -c) ;;
    bsdtar) size=$(bsdtar -xOf archive 2>log | head -c $((left + 1)) | wc -c) ;;
    jar) size=$(jar tvf archive | (sum=0 && while read -r n _; do sum=$((sum + n)); done && say "$sum")) ;;
    *) size=$(wc -c <archive) ;;
  esac
  [ "$size" -le "$left" ] || too_large
}

extract() {
  case $tool in
    unzip) limited unzip -o -q archive -d unpacked ;;
    jar) (cd unpacked && limited jar xf ../archive) ;;
    *) limited "$tool" -xof archive -C unpacked ;;
  esac >log 2>&1
}

# Before anything follows links or changes files: a hard link may lead to another plugin.
vet_unpacked() {
  find unpacked \( ! -type f ! -type d \) -o \( -type f -links +1 \) >odd 2>find.log ||
    fail "its archive has a folder that cannot be read"
  [ ! -s odd ] || fail "its archive has a link or a device"
}

# unpack: from the file archive to the folder unpacked.
unpack() {
  mkdir unpacked
  choose_tool
  measure_left
  if [ "$type" = tgz ]; then
    need gzip "a tgz"
    mv archive archive.gz
    limited gzip -dc <archive.gz >archive 2>log || {
      if grep -Eq 'too large|No space' log; then too_large; else broken; fi
    }
    rm archive.gz
    measure_left
  fi
  list_entries
  vet_listing
  vet_size
  code=0
  extract || code=$?
  vet_unpacked
  [ "$code" -eq 0 ] || broken
  rm archive
  chmod -R u+rwX,a+rX,go-w,ug-s unpacked
  rm -rf unpacked/__MACOSX
  measure_left
}
