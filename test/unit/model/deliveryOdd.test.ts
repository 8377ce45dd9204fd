import { testSchedules } from "./deliverySchedules.ts";

testSchedules(1);
