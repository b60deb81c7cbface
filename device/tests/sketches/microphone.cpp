// The microphone calls back every 16 ms, also during delay(), and stops when nobody reads.
// expect builds yes
// config sensor APDS9960 onboard
// config sensor PDM onboard
// config rest PDM 100
// expect has begin PDM Wire ok
// expect has serial calls 62 samples 15872 value 100
// expect has reads PDM 100 100
// expect has serial after 1
// expect has note no more come
#include <PDM.h>

volatile int calls = 0, samples = 0;
short buffer[256];
bool reading = true;

void onData() {
  calls++;
  if (!reading) return;
  int bytes = PDM.available();
  PDM.read(buffer, bytes);
  samples += bytes / 2;
}

void setup() {
  PDM.onReceive(onData);
  if (!PDM.begin(1, 16000)) {
    Serial.println("no microphone");
    return;
  }
  delay(1000);
  Serial.print("calls ");
  Serial.print(calls);
  Serial.print(" samples ");
  Serial.print(samples);
  Serial.print(" value ");
  Serial.println(buffer[100]);
  reading = false;
  calls = 0;
  delay(1000);
  Serial.print("after ");
  Serial.println(calls);
}

void loop() { delay(100); }
