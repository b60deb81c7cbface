// ArduinoJson: out and in again.
// expect builds yes
// expect has serial {"label":"Apple","score":0.5,"rgb":[1,2,3],"deep":{"n":7}}
// expect has serial label Apple n 7 size 3 missing 1 default 9
// expect has serial error IncompleteInput
// expect has serial v6 {"a":true,"b":null,"c":[1.5]}
#include <ArduinoJson.h>

void setup() {
  JsonDocument doc;
  doc["label"] = "Apple";
  doc["score"] = 0.5;
  JsonArray rgb = doc["rgb"].to<JsonArray>();
  for (int i = 1; i <= 3; i++) rgb.add(i);
  doc["deep"]["n"] = 7;
  serializeJson(doc, Serial);
  Serial.println();

  String text;
  serializeJson(doc, text);
  JsonDocument again;
  DeserializationError error = deserializeJson(again, text);
  if (error) {
    Serial.println(error.c_str());
    return;
  }
  const char* label = again["label"];
  int n = again["deep"]["n"];
  Serial.print("label ");
  Serial.print(label);
  Serial.print(" n ");
  Serial.print(n);
  Serial.print(" size ");
  Serial.print(again["rgb"].size());
  Serial.print(" missing ");
  Serial.print(again["nothing"].isNull());
  Serial.print(" default ");
  Serial.println(again["nothing"] | 9);
  Serial.print("error ");
  Serial.println(deserializeJson(again, "{\"a\":").f_str());

  StaticJsonDocument<200> old;
  old["a"] = true;
  old["b"] = nullptr;
  old.createNestedArray("c").add(1.5f);
  char buffer[64];
  serializeJson(old, buffer);
  Serial.print("v6 ");
  Serial.println(buffer);
}

void loop() { delay(100); }
