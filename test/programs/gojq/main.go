// jq as Monad's transforms have it: reads {"queries": [...], "records": [...]}, writes for each query what it makes of each record.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/itchyny/gojq"
)

func main() {
	var asked struct {
		Queries []string `json:"queries"`
		Records []any    `json:"records"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		log.Fatal(err)
	}
	answers := make([][]any, 0, len(asked.Queries))
	for _, source := range asked.Queries {
		query, err := gojq.Parse(source)
		if err != nil {
			log.Fatal(err)
		}
		code, err := gojq.Compile(query)
		if err != nil {
			log.Fatal(err)
		}
		results := make([]any, 0, len(asked.Records))
		for _, record := range asked.Records {
			result, _ := code.Run(record).Next()
			if err, isError := result.(error); isError {
				log.Fatal(err)
			}
			results = append(results, result)
		}
		answers = append(answers, results)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		log.Fatal(err)
	}
}
