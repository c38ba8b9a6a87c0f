@echo off
rem The engine starts the plugin under this name, and shows what it prints.
where /q node
if errorlevel 1 (
  >&2 echo The plugin pulumi-kafka-connect needs Node.js 20 or later: put node on the PATH of pulumi.
  exit /b 127
)
node "%~dp0main.js" %*
